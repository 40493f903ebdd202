-- Runs and their figures.
CREATE TABLE airshield.run (
  id text PRIMARY KEY,
  kind text NOT NULL,
  kept_at timestamptz NOT NULL,
  name text NOT NULL,
  scenario_digest text NOT NULL,
  version text NOT NULL,
  seed bigint NOT NULL,
  raids bigint NOT NULL,
  worlds integer NOT NULL,
  command text NOT NULL,
  answer text NOT NULL -- the very bytes: jsonb would lose their order
);
CREATE TABLE airshield.figure (
  run text NOT NULL REFERENCES airshield.run (id) ON DELETE CASCADE,
  place integer NOT NULL,
  name text NOT NULL,
  mean double precision NOT NULL,
  low double precision NOT NULL,
  high double precision NOT NULL,
  PRIMARY KEY (run, place)
);
