import Domain

/// An operation as the server knows it: its address, its shapes, and how to read its request.
package struct Route: Sendable {
  package let endpoint: Endpoint
  let target: Target
  private let requestShape: LazyShape
  private let replyShape: LazyShape

  package var request: Shape { requestShape.shape }
  package var reply: Shape { replyShape.shape }

  /// What a request becomes.
  enum Target: Sendable {
    case document(read: @Sendable (JSON) throws -> ControlRequest, write: Writer)
    case events
    case logs
  }

  /// Encodes a reply, or returns `nil` for a document that does not belong to the operation.
  typealias Writer = @Sendable (ControlReply) throws -> [UInt8]?

  init<Request: Operation>(
    _ type: Request.Type, _ wrap: @escaping @Sendable (Request) -> ControlRequest
  ) {
    endpoint = Request.endpoint
    requestShape = LazyShape(of: type)
    replyShape = LazyShape(of: Request.Reply.self)
    target = .document(
      read: { wrap(try Route.read(type, from: $0)) },
      write: { reply in
        guard let document = reply.document as? Request.Reply else { return nil }
        return try JSON.encode(document)
      })
  }

  private init<Request: Operation>(stream type: Request.Type, _ target: Target) {
    endpoint = Request.endpoint
    requestShape = LazyShape(of: type)
    replyShape = LazyShape(of: Request.Reply.self)
    self.target = target
  }

  /// Reads a request whose shape was checked, and checks what its type cannot say.
  static func read<Request: Operation>(_ type: Request.Type, from document: JSON) throws -> Request
  {
    let request = try document.decoded(as: type)
    try request.validate()
    return request
  }

  /// Every operation, in the order of the documentation.
  package static let all: [Route] = [
    Route(GetStatus.self, ControlRequest.status),
    Route(GetHealth.self, ControlRequest.health),
    Route(ListDeliveries.self, ControlRequest.queue),
    Route(GetCalendar.self, ControlRequest.calendar),
    Route(CreatePost.self, ControlRequest.post),
    Route(ShowPost.self, ControlRequest.show),
    Route(EditPost.self, ControlRequest.edit),
    Route(ImportPosts.self, ControlRequest.importPosts),
    Route(FollowImport.self, ControlRequest.followImport),
    Route(ExportPosts.self, ControlRequest.export),
    Route(Retry.self, ControlRequest.retry),
    Route(Cancel.self, ControlRequest.cancel),
    Route(Reschedule.self, ControlRequest.reschedule),
    Route(Approve.self, ControlRequest.approve),
    Route(Reject.self, ControlRequest.reject),
    Route(Resolve.self, ControlRequest.resolve),
    Route(Delete.self, ControlRequest.delete),
    Route(ListAccounts.self, ControlRequest.accounts),
    Route(ListTokens.self, ControlRequest.tokens),
    Route(StartConnect.self, ControlRequest.startConnect),
    Route(AnswerConnect.self, ControlRequest.answerConnect),
    Route(FollowConnect.self, ControlRequest.followConnect),
    Route(Disconnect.self, ControlRequest.disconnect),
    Route(GetPlan.self, ControlRequest.plan),
    Route(Reload.self, ControlRequest.reload),
    Route(ListNotices.self, ControlRequest.notices),
    Route(ListAudit.self, ControlRequest.audit),
    Route(VerifyAudit.self, ControlRequest.verifyAudit),
    Route(GetKeys.self, ControlRequest.keys),
    Route(RotateKeys.self, ControlRequest.rotateKeys),
    Route(StartBackup.self, ControlRequest.startBackup),
    Route(FollowBackup.self, ControlRequest.followBackup),
    Route(GetQuarantine.self, ControlRequest.quarantine),
    Route(AssumeSent.self, ControlRequest.assumeSent),
    Route(EndQuarantine.self, ControlRequest.endQuarantine),
    Route(RequestUpload.self, ControlRequest.requestUpload),
    Route(ConfirmUpload.self, ControlRequest.confirmUpload),
    Route(PutMedia.self, ControlRequest.putMedia),
    Route(ListMedia.self, ControlRequest.media),
    Route(SweepMedia.self, ControlRequest.sweepMedia),
    Route(CheckMedia.self, ControlRequest.checkMedia),
    Route(stream: FollowEvents.self, .events),
    Route(stream: FollowLogs.self, .logs),
  ]
}
