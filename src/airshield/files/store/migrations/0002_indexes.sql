-- Lists go by time; questions over all runs go by scenario and by figure.
CREATE INDEX run_kept_at ON airshield.run (kept_at DESC);
CREATE INDEX run_scenario ON airshield.run (scenario_digest);
CREATE INDEX figure_name ON airshield.figure (name);
