package import Domain

/// The port to the daemon: what the control API asks of it.
///
/// The server has already checked the document, the caller's role and the caller's pace.
package protocol Operations: Sendable {
  /// Carries out `request` and answers with the document that belongs to it (`Operation.Reply`).
  ///
  /// - Throws: the error object that the caller gets.
  func perform(_ request: ControlRequest, as caller: Caller) async throws(ErrorObject)
    -> ControlReply

  /// Events after the one that the caller knows, and then as they happen.
  ///
  /// A caller that reads too slowly is cut off; it can resume.
  ///
  /// - Throws: `not_found` when events after that one are no longer kept.
  func events(_ request: FollowEvents, as caller: Caller) async throws(ErrorObject)
    -> AsyncStream<EventView>

  /// Lines of the log as they are written.
  func logs(_ request: FollowLogs, as caller: Caller) async throws(ErrorObject)
    -> AsyncStream<LogLine>
}
