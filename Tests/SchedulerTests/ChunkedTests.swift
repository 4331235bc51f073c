import Testing

@testable import Scheduler

@Suite("Arrays and dictionaries that copies share in chunks")
struct ChunkedTests {
  @Test("an array holds what was put in, in order, across its chunks", arguments: [0, 1, 16, 100])
  func order(count: Int) {
    let array = ChunkedArray(0..<count)
    #expect(array.count == count)
    #expect(Array(array) == Array(0..<count))
    #expect(array.isEmpty == (count == 0))
  }

  @Test("a change of a copy leaves the original as it was")
  func copies() {
    let original = ChunkedArray(0..<40)
    var copy = original
    copy[17] = -1
    copy.append(40)
    #expect(Array(original) == Array(0..<40))
    #expect(Array(copy) == Array(0..<17) + [-1] + Array(18...40))
  }

  @Test("a change after a copy copies its neighbours and shares the others")
  func sharing() {
    let before = ChunkedArray(0..<64)
    var after = before
    after[20] = -1
    let isShared = zip(before.chunks, after.chunks).map { before, after in
      before.withUnsafeBufferPointer(\.baseAddress) == after.withUnsafeBufferPointer(\.baseAddress)
    }
    #expect(isShared == [true, false, true, true])
  }

  @Test("a dictionary finds, changes, removes and takes back in")
  func dictionary() {
    var dictionary = ChunkedDictionary<String, Int>()
    for number in 0..<40 { dictionary["key \(number)"] = number }
    dictionary["key 3"] = nil
    dictionary["none"] = nil
    let copy = dictionary
    dictionary["key 3"] = 33
    dictionary["key 39"] = 0
    dictionary.mapValues { $0 + 1 }
    #expect(dictionary["key 3"] == 34)
    #expect(dictionary["key 39"] == 1)
    #expect(dictionary["none"] == nil)
    #expect(copy["key 3"] == nil)
    #expect(copy["key 39"] == 39)
  }
}
