// The room of PGSampleLocalServer.
