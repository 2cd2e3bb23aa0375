-- Which filling of the database this is: the queue's folder names the current one, so that a process notices that another refilled it.
CREATE TABLE generation (
  value TEXT NOT NULL
) STRICT;
