// The room of PGSampleCatalog.
