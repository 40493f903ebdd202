"""Where runs are kept: a folder of Parquet, or a PostgreSQL database that a team shares."""

VARIABLE = "AIRSHIELD_STORE"  # the environment variable that names the store
