import CSQLite
import Glibc
import Testing

@testable import Store

@Suite("Memory that SQLite gave back", .serialized)
struct SmallPiecesTests {
  private let methods = SmallPieces.methods

  @Test("a piece has room for what was asked for, and says how much it has")
  func size() throws {
    for count in [1, 63, 64, 65, 4096, 5120, 5121, 100_000] as [Int32] {
      let piece = try #require(methods.xMalloc(count))
      #expect(methods.xSize(piece) >= count)
      #expect(methods.xSize(piece) == methods.xRoundup(count))
      #expect(UInt(bitPattern: piece) % 8 == 0)
      memset(piece, 0xA5, Int(methods.xSize(piece)))
      methods.xFree(piece)
    }
  }

  @Test("what was given back comes again for the same size, the latest first")
  func again() throws {
    let first = try #require(methods.xMalloc(1000))
    let second = try #require(methods.xMalloc(1000))
    #expect(first != second)
    methods.xFree(first)
    methods.xFree(second)
    #expect(methods.xMalloc(1020) == second)
    #expect(methods.xMalloc(980) == first)
    for piece in [first, second] { methods.xFree(piece) }
  }

  @Test("a piece that grows or shrinks keeps its contents")
  func resize() throws {
    var piece = try #require(methods.xMalloc(100))
    memset(piece, 7, 100)
    for count in [120, 3000, 9000, 50] as [Int32] {
      piece = try #require(methods.xRealloc(piece, count))
      let bytes = UnsafeRawBufferPointer(start: piece, count: 50)
      #expect(bytes.allSatisfy { $0 == 7 })
    }
    methods.xFree(piece)
    #expect(methods.xSize(nil) == 0)
  }
}
