// The room of PGSampleSQL.
