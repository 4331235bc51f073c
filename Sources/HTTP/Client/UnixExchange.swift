import CCurl

/// One exchange of a `UnixClient`, as the library's callbacks fill it.
///
/// Not thread-safe: the library calls back on the thread that performs.
final class UnixExchange {
  let sink: AnswerSink
  /// Gets the lines of a good answer; `nil` when the body is wanted as a whole.
  var line: ((String) -> Bool)?
  /// The connection stood, and sending began.
  var hasBegun = false
  /// The receiver of the lines has had enough.
  private(set) var isEnough = false
  private var rest: [UInt8] = []

  init(answerBytes: Int, line: ((String) -> Bool)?) {
    do throws(BodySource.Failure) {
      sink = try AnswerSink(.memory(limitBytes: answerBytes))
    } catch {
      preconditionFailure("only file destinations can fail: \(error.text)")
    }
    self.line = line
  }

  /// Takes a piece of the body; `false` ends the exchange.
  func take(_ piece: UnsafeRawBufferPointer) -> Bool {
    guard let line, sink.isSuccess else { return sink.takeBody(piece) }
    rest.append(contentsOf: piece)
    while let end = rest.firstIndex(of: UInt8(ascii: "\n")) {
      let text = String(decoding: rest[..<end], as: UTF8.self)
      rest.removeSubrange(...end)
      guard line(text) else {
        isEnough = true
        return false
      }
    }
    return true
  }

  /// Hands over a last line without a line break.
  func endLines() {
    guard let line, sink.isSuccess, !rest.isEmpty else { return }
    _ = line(String(decoding: rest, as: UTF8.self))
    rest = []
  }
}

private func exchange(_ context: UnsafeMutableRawPointer?) -> UnixExchange {
  guard let context else { preconditionFailure("a callback without its exchange") }
  return Unmanaged<UnixExchange>.fromOpaque(context).takeUnretainedValue()
}

/// The connection stands, and the next thing is the request's first byte.
@Sendable
func unixSendingBegins(
  _ context: UnsafeMutableRawPointer?, _ remoteAddress: UnsafeMutablePointer<CChar>?,
  _ localAddress: UnsafeMutablePointer<CChar>?, _ remotePort: Int32, _ localPort: Int32
) -> Int32 {
  exchange(context).hasBegun = true
  return CURL_PREREQFUNC_OK
}

/// A line of the answer's head.
@Sendable
func unixHeaderCame(
  _ bytes: UnsafeMutablePointer<CChar>?, _ size: Int, _ count: Int,
  _ context: UnsafeMutableRawPointer?
) -> Int {
  let line = UnsafeRawBufferPointer(start: bytes, count: size * count)
  return exchange(context).sink.takeHeader(line) ? line.count : -1
}

/// A piece of the answer's body.
@Sendable
func unixBodyCame(
  _ bytes: UnsafeMutablePointer<CChar>?, _ size: Int, _ count: Int,
  _ context: UnsafeMutableRawPointer?
) -> Int {
  let piece = UnsafeRawBufferPointer(start: bytes, count: size * count)
  return exchange(context).take(piece) ? piece.count : -1
}
