import Domain
import Glibc

/// Takes in an answer within its bounds.
///
/// Not thread-safe: it belongs to the transfer that receives it.
final class AnswerSink {
  /// Bound on an answer's headers in bytes: several times what servers send, so that a flood ends.
  private static let headBytes = 256 << 10
  /// Bound on the body of an error where a file was expected.
  private static let errorBytes = 64 << 10

  private(set) var status = 0
  /// The head has come to its end.
  ///
  /// The library (7.88) takes a connection that closes inside the head for a whole answer without a
  /// body.
  private(set) var isHeadComplete = false
  private(set) var headers: [Call.Header] = []
  private(set) var body: [UInt8] = []
  /// The body was longer than its destination allows.
  private(set) var isTooLarge = false
  /// Why the answer could not be taken in, other than its body's length.
  private(set) var failure: String?
  /// Bytes of the body that came.
  private(set) var bodyBytes: Int64 = 0

  private let destination: ReadyRequest.Destination
  private var headSize = 0
  private var file: Int32?

  /// Creates the file of a `file` destination.
  ///
  /// - Throws: `BodySource.Failure` when it cannot be created.
  init(_ destination: ReadyRequest.Destination) throws(BodySource.Failure) {
    self.destination = destination
    guard case .file(let path, _) = destination else { return }
    let descriptor = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0o600)
    guard descriptor >= 0 else {
      throw BodySource.Failure(
        text: "cannot create the file for the answer: \(systemText(errno))")
    }
    file = descriptor
  }

  deinit { discardFile() }

  var isSuccess: Bool { (200...299).contains(status) }

  /// Takes a line of the head.
  ///
  /// A status line starts a new head: informational answers and answers to earlier attempts come
  /// before the one that counts.
  ///
  /// - Returns: whether to go on.
  func takeHeader(_ line: UnsafeRawBufferPointer) -> Bool {
    headSize += line.count
    guard headSize <= AnswerSink.headBytes else {
      failure = "the answer's head is longer than \(AnswerSink.headBytes) bytes"
      return false
    }
    let text = String(decoding: line, as: UTF8.self)
    if text.hasPrefix("HTTP/") {
      status = text.split(separator: " ").dropFirst().first.flatMap { Int($0.prefix(3)) } ?? 0
      headers = []
      body = []
      bodyBytes = 0
      isHeadComplete = false
      return true
    }
    if text == "\r\n" || text == "\n" { isHeadComplete = true }
    // Fields after the body are trailers, which nobody here asks for.
    guard bodyBytes == 0, let colon = text.utf8.firstIndex(of: UInt8(ascii: ":")) else {
      return true
    }
    let value = text[text.index(after: colon)...]
    headers.append(
      Call.Header(text[..<colon].lowercased(), AnswerSink.trimmed(value)))
    return true
  }

  /// Takes a piece of the body.
  ///
  /// - Returns: whether to go on.
  func takeBody(_ piece: UnsafeRawBufferPointer) -> Bool {
    bodyBytes += Int64(piece.count)
    switch destination {
    case .memory(let limit):
      return keep(piece, limit: limit)
    case .file(_, let limit):
      guard isSuccess else { return keep(piece, limit: AnswerSink.errorBytes) }
      guard bodyBytes <= limit else {
        isTooLarge = true
        return false
      }
      return write(piece)
    }
  }

  /// Starts over for the next address of a redirect.
  func restart() {
    status = 0
    isHeadComplete = false
    headers = []
    body = []
    bodyBytes = 0
    headSize = 0
    isTooLarge = false
  }

  /// Ends the file in good order.
  ///
  /// - Returns: its length; `nil` when no file was asked for or this answer has none.
  func keepFile() -> Int64? {
    guard let descriptor = file, isSuccess else { return nil }
    file = nil
    close(descriptor)
    return bodyBytes
  }

  /// Removes the file if it is not kept; whoever learns of the end finds none.
  func discardFile() {
    guard let descriptor = file, case .file(let path, _) = destination else { return }
    file = nil
    close(descriptor)
    unlink(path)
  }

  private func keep(_ piece: UnsafeRawBufferPointer, limit: Int) -> Bool {
    guard body.count + piece.count <= limit else {
      isTooLarge = true
      body = []
      return false
    }
    body.append(contentsOf: piece)
    return true
  }

  private func write(_ piece: UnsafeRawBufferPointer) -> Bool {
    guard let file else { preconditionFailure("a file destination without its file") }
    var rest = piece
    while !rest.isEmpty {
      let count = Glibc.write(file, rest.baseAddress, rest.count)
      if count < 0, errno == EINTR { continue }
      guard count > 0 else {
        failure = "the answer could not be written: \(systemText(errno))"
        return false
      }
      rest = UnsafeRawBufferPointer(rebasing: rest[count...])
    }
    return true
  }

  private static func trimmed(_ text: Substring) -> String {
    let isSpace: (Character) -> Bool = { $0 == " " || $0 == "\t" || $0.isNewline }
    var text = text.drop(while: isSpace)
    while let last = text.last, isSpace(last) { text.removeLast() }
    return String(text)
  }
}
