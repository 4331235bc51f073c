import Domain
import HTTP

/// Reads what the networks' servers fetch by themselves, on this machine only: nothing of a
/// sandbox leaves it.
struct LoopbackReader: Sendable {
  /// The largest file that any of the networks fetches.
  private static let bytesMax = 1_000_000_000

  private let transport: CurlTransport

  /// - Throws: `SandboxError.cannotRead` when the system has no thread or memory left.
  init(now: @escaping @Sendable () -> Instant) throws(SandboxError) {
    do {
      transport = try CurlTransport(.init(userAgent: "Belfry-Sandbox"), wallClock: now)
    } catch {
      throw .cannotRead(reason: error.description)
    }
  }

  /// - Returns: `nil` for an address of another machine, and where there is no file.
  func read(_ address: String) async -> [UInt8]? {
    guard address.hasPrefix("http://127.0.0.1:") else { return nil }
    let request = ReadyRequest(
      .get, address, destination: .memory(limitBytes: Self.bytesMax), isRepeatable: true)
    guard case .answered(let answer) = await transport.send(request).outcome, answer.isSuccess,
      case .bytes(let bytes) = answer.body
    else { return nil }
    return bytes
  }

  func stop() async { await transport.stop() }
}
