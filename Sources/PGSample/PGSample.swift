// The room of PGSample.
