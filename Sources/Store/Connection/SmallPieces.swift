import CSQLite
import Glibc

/// SQLite's memory, in a process that uses it from one thread: pieces that it gives back are kept,
/// by size, for the next time that it asks.
///
/// A post takes two hundred of them: cursors, the frames of triggers, records. SQLite can do this
/// itself (lookaside), but Debian builds it without.
enum SmallPieces {
  /// Sizes are multiples of this.
  private static let grain = 64
  /// Larger pieces are not kept; a page of SQLite's cache, with what belongs to it, still is.
  private static let grainsMax = 80

  /// For each number of grains the latest piece that was given back; it begins with the address of
  /// the one before.
  ///
  /// Only the thread that uses SQLite comes here.
  nonisolated(unsafe) private static let kept = {
    let first = UnsafeMutablePointer<UnsafeMutableRawPointer?>.allocate(capacity: grainsMax + 1)
    first.initialize(repeating: nil, count: grainsMax + 1)
    return first
  }()

  /// Makes SQLite use them; once, before its first use.
  ///
  /// - Returns: SQLite's code.
  static func install() -> Int32 {
    var methods = methods
    return belfry_sqlite_config_memory(&methods)
  }

  /// SQLite's table of functions.
  static var methods: sqlite3_mem_methods {
    var methods = sqlite3_mem_methods()
    methods.xMalloc = { SmallPieces.take($0) }
    methods.xFree = { SmallPieces.give($0) }
    methods.xRealloc = { SmallPieces.resize($0, to: $1) }
    methods.xSize = { piece in Int32(piece.map { SmallPieces.bytes(of: $0) } ?? 0) }
    methods.xRoundup = { Int32(SmallPieces.grains($0) * SmallPieces.grain) }
    methods.xInit = { _ in SQLITE_OK }
    methods.xShutdown = { _ in }
    return methods
  }

  private static func grains(_ count: Int32) -> Int { (Int(count) + grain - 1) / grain }

  /// A piece knows its size; that stands in front of it.
  private static func bytes(of piece: UnsafeMutableRawPointer) -> Int {
    (piece - MemoryLayout<Int>.size).load(as: Int.self)
  }

  private static func take(_ count: Int32) -> UnsafeMutableRawPointer? {
    let grains = grains(count)
    if grains <= grainsMax, let piece = kept[grains] {
      kept[grains] = piece.load(as: UnsafeMutableRawPointer?.self)
      return piece
    }
    guard let start = malloc(MemoryLayout<Int>.size + grains * grain) else { return nil }
    start.storeBytes(of: grains * grain, as: Int.self)
    return start + MemoryLayout<Int>.size
  }

  private static func give(_ piece: UnsafeMutableRawPointer?) {
    guard let piece else { return }
    let grains = bytes(of: piece) / grain
    guard grains <= grainsMax else { return free(piece - MemoryLayout<Int>.size) }
    piece.storeBytes(of: kept[grains], as: UnsafeMutableRawPointer?.self)
    kept[grains] = piece
  }

  private static func resize(
    _ piece: UnsafeMutableRawPointer?, to count: Int32
  ) -> UnsafeMutableRawPointer? {
    guard let piece else { return take(count) }
    let before = bytes(of: piece)
    if grains(count) * grain == before { return piece }
    guard let moved = take(count) else { return nil }
    moved.copyMemory(from: piece, byteCount: min(before, Int(count)))
    give(piece)
    return moved
  }
}
