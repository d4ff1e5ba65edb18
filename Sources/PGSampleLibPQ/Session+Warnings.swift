import CPGSampleLibPQ

extension Session {
    /// Has libpq pass the server's notices to us, and print none (PostgreSQL documentation, 34.13 "Notice
    /// Processing").
    func receiveNotices() {
        // It does not outlive us: our handle is the only one on the connection.
        PQsetNoticeReceiver(
            connection,
            { session, notice in
                guard let session, let notice else { return }
                Unmanaged<Session>.fromOpaque(session).takeUnretainedValue().passOn(notice)
            }, Unmanaged.passUnretained(self).toOpaque())
    }

    private func passOn(_ notice: OpaquePointer) {
        guard Self.field(notice, UInt8(ascii: "V")) == "WARNING" else { return }
        onWarning?(
            Self.field(notice, UInt8(ascii: "C")) ?? "", Self.field(notice, UInt8(ascii: "M")) ?? "")
    }
}
