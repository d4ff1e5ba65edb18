// The room of PGSampleFixtureFile.
