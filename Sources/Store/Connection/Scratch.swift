/// Memory for the parameters of the one statement that runs: it saves SQLite a piece of memory for
/// each of them.
final class Scratch {
  private static let byteCount = 16 << 10

  private let memory = UnsafeMutableRawBufferPointer.allocate(
    byteCount: Scratch.byteCount, alignment: 1)
  private var used = 0

  deinit { memory.deallocate() }

  /// A copy of `bytes` that stays until `empty`; `nil` when there is no room for it.
  func keep(_ bytes: UnsafeRawBufferPointer) -> UnsafeRawPointer? {
    guard let start = memory.baseAddress, let source = bytes.baseAddress,
      bytes.count <= memory.count - used
    else { return nil }
    let place = start + used
    place.copyMemory(from: source, byteCount: bytes.count)
    used += bytes.count
    return UnsafeRawPointer(place)
  }

  /// The statement is over.
  func empty() { used = 0 }
}
