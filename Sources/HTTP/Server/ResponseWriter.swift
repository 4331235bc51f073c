import CMicroHTTPD
import Glibc

/// Hands a `Response` to the library.
struct ResponseWriter {
  let connection: ConnectionHandle
  let watch: ConnectionWatch

  /// How much of a body is asked for at a time.
  private static let blockBytes = 16 << 10

  /// The source for a streamed answer; `nil` for any other.
  func streamBody(of response: Response) -> StreamBody? {
    guard case .stream(let stream) = response.body else { return nil }
    return StreamBody(stream, on: connection, watch: watch)
  }

  /// Queues the answer.
  ///
  /// - Parameter closing: whether the connection ends with it.
  /// - Returns: whether the connection goes on; `false` cuts it without an answer.
  func queue(_ response: Response, stream: StreamBody?, closing: Bool) -> Bool {
    if case .dropped = response.body { return false }
    guard let made = libraryResponse(for: response, stream: stream) else {
      return queueFailure("The file behind this address is gone.\n", status: 404)
    }
    defer { MHD_destroy_response(made) }
    for field in response.headers {
      guard MHD_add_response_header(made, field.name, field.value) == .YES else {
        return queueFailure("The answer had a header that cannot be sent.\n", status: 500)
      }
    }
    if closing { MHD_add_response_header(made, "Connection", "close") }
    return MHD_queue_response(connection.pointer, UInt32(clamping: response.status), made) == .YES
  }

  private func queueFailure(_ text: String, status: UInt32) -> Bool {
    guard let made = bytesResponse(Array(text.utf8)) else { return false }
    defer { MHD_destroy_response(made) }
    MHD_add_response_header(made, "Content-Type", "text/plain; charset=utf-8")
    return MHD_queue_response(connection.pointer, status, made) == .YES
  }

  private func libraryResponse(for response: Response, stream: StreamBody?) -> OpaquePointer? {
    switch response.body {
    case .bytes(let bytes):
      return bytesResponse(bytes)
    case .file(let path):
      return fileResponse(path)
    case .slice(let path, let offset, let length):
      return fileResponse(path, offset: offset, length: length)
    case .stream:
      guard let stream else { preconditionFailure("a streamed answer without its source") }
      return MHD_create_response_from_callback(
        UInt64.max, ResponseWriter.blockBytes, readStream,
        Unmanaged.passRetained(stream).toOpaque(), releaseStream)
    case .cut(let promised, let sent):
      let body = CutBody(promised: promised, sent: sent)
      return MHD_create_response_from_callback(
        UInt64(promised.count), ResponseWriter.blockBytes, readCut,
        Unmanaged.passRetained(body).toOpaque(), releaseCut)
    case .dropped:
      return nil
    }
  }

  private func bytesResponse(_ bytes: [UInt8]) -> OpaquePointer? {
    bytes.withUnsafeBytes { buffer in
      // The library copies them and does not write; its parameter only lacks the `const`.
      MHD_create_response_from_buffer(
        buffer.count, UnsafeMutableRawPointer(mutating: buffer.baseAddress),
        .RESPMEM_MUST_COPY)
    }
  }

  /// - Parameter length: `nil` for the rest of the file.
  private func fileResponse(
    _ path: String, offset: Int64 = 0, length: Int64? = nil
  ) -> OpaquePointer? {
    let descriptor = open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { return nil }
    var status = stat()
    guard fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFREG,
      case let length = length ?? Int64(status.st_size) - offset, length >= 0,
      offset + length <= Int64(status.st_size),
      let made = MHD_create_response_from_fd_at_offset64(
        UInt64(length), descriptor, UInt64(offset))
    else {
      close(descriptor)
      return nil
    }
    return made
  }
}

/// A body that stops before its promised end.
private final class CutBody: Sendable {
  let promised: [UInt8]
  let sent: Int

  init(promised: [UInt8], sent: Int) {
    self.promised = promised
    self.sent = min(max(sent, 0), promised.count)
  }
}

/// `MHD_CONTENT_READER_END_OF_STREAM` and `…_END_WITH_ERROR`, macros that Swift does not see.
private let endOfStream = -1
private let endWithError = -2

@Sendable
private func readStream(
  _ context: UnsafeMutableRawPointer?, _ position: UInt64, _ buffer: UnsafeMutablePointer<CChar>?,
  _ capacity: Int
) -> Int {
  guard let context else { return endWithError }
  let stream = Unmanaged<StreamBody>.fromOpaque(context).takeUnretainedValue()
  switch stream.read(into: UnsafeMutableRawBufferPointer(start: buffer, count: capacity)) {
  case .bytes(let count): return count
  case .later: return 0
  case .end: return endOfStream
  case .cut: return endWithError
  }
}

@Sendable
private func releaseStream(_ context: UnsafeMutableRawPointer?) {
  guard let context else { return }
  Unmanaged<StreamBody>.fromOpaque(context).release()
}

@Sendable
private func readCut(
  _ context: UnsafeMutableRawPointer?, _ position: UInt64, _ buffer: UnsafeMutablePointer<CChar>?,
  _ capacity: Int
) -> Int {
  guard let context else { return endWithError }
  let body = Unmanaged<CutBody>.fromOpaque(context).takeUnretainedValue()
  let start = Int(position)
  guard start < body.sent else { return endWithError }
  let count = min(capacity, body.sent - start)
  UnsafeMutableRawBufferPointer(start: buffer, count: count)
    .copyBytes(from: body.promised[start..<start + count])
  return count
}

@Sendable
private func releaseCut(_ context: UnsafeMutableRawPointer?) {
  guard let context else { return }
  Unmanaged<CutBody>.fromOpaque(context).release()
}
