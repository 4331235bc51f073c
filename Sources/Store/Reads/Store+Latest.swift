import Domain

extension Store {
  /// The number of the audit log's latest line; 0 for an empty log.
  ///
  /// Costs nothing after a turn that wrote to the log.
  package func latestEvent() throws -> Int64 {
    checkOwner()
    if let auditHead { return auditHead.seq }
    return try connection.first(AuditLog.head) { $0.integer(0) } ?? 0
  }
}
