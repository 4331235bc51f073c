import CCurl
import Domain
import Glibc

/// One request under way, on the transport's thread.
///
/// `@unchecked Sendable`: it is made by the caller of `send`, handed over through the inbox's lock,
/// and from then on touched by the transport's thread alone, on which the library also calls back.
final class Transfer: @unchecked Sendable {
  let id: TransferID
  let request: ReadyRequest
  let settings: CurlTransport.Settings
  let body: BodySource
  let sink: AnswerSink
  private(set) var headers = HeaderList()
  /// The address now asked for; redirects of an outside request move it.
  private(set) var url: String
  private(set) var redirects = 0
  /// How many times the library began to send: with none, not one byte has left.
  var begun = 0
  /// The address guard refused at least one address.
  var isGuarded = false
  private let start = ContinuousClock.now
  private let completion: @Sendable (TransferResult) -> Void

  /// Checks what can be checked before anything is sent.
  ///
  /// - Throws: `BodySource.Failure` with the reason why it cannot be sent.
  init(
    _ request: ReadyRequest, id: TransferID, settings: CurlTransport.Settings,
    completion: @escaping @Sendable (TransferResult) -> Void
  ) throws(BodySource.Failure) {
    self.id = id
    self.request = request
    self.settings = settings
    self.completion = completion
    url = request.url
    body = try BodySource(request.body)
    if request.reach == .outside,
      let objection = OutsideRule(allowsPlain: settings.allowsPlainOutside).objection(to: url)
    {
      throw BodySource.Failure(text: objection)
    }
    guard request.headers.allSatisfy(Transfer.isSendable) else {
      throw BodySource.Failure(text: "a header holds a line break or has no name")
    }
    sink = try AnswerSink(request.destination)
  }

  /// Goes on to the next address of a redirect.
  ///
  /// Credentials stay with the address that they were for.
  func follow(to next: String) {
    url = next
    redirects += 1
    isGuarded = false
    sink.restart()
    headers = HeaderList()
  }

  /// The header fields for the current address, without what was meant for the first one only.
  var fields: [Field] {
    guard redirects > 0 else { return request.headers }
    return request.headers.filter {
      !["authorization", "cookie", "host"].contains($0.name.lowercased())
    }
  }

  /// The time that is left of the whole deadline, in milliseconds, at least 1.
  var millisecondsLeft: Int {
    let all = Duration.seconds(request.deadline.connectSeconds + request.deadline.totalSeconds)
    return Int(max(1, (all - (ContinuousClock.now - start)).wholeMilliseconds))
  }

  /// Reports the end.
  ///
  /// Exactly once.
  func finish(_ outcome: Outcome, fileBytes: Int64? = nil) {
    if fileBytes == nil { sink.discardFile() }
    completion(
      TransferResult(
        outcome: outcome, duration: ContinuousClock.now - start, fileBytes: fileBytes))
  }

  /// Reports an end without an answer: positive knowledge only when sending never began.
  func finish(withoutAnswer reason: String) {
    finish(begun == 0 ? .notSent(reason) : .unknown(reason))
  }

  private static func isSendable(_ field: Field) -> Bool {
    !field.name.isEmpty && !field.name.utf8.contains(UInt8(ascii: ":"))
      && (field.name + field.value).utf8.allSatisfy { $0 != 0x0D && $0 != 0x0A && $0 != 0 }
  }
}
