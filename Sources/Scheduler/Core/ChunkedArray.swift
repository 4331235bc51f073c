/// An array whose copies share what neither of them changes: the first change after a copy takes
/// with it a few elements, and not all of them.
///
/// Each turn begins with a copy of the core, in case the disk turns out to be full, and changes
/// what belongs to a few accounts.
struct ChunkedArray<Element> {
  private(set) var chunks: [[Element]] = []
  private(set) var count = 0

  /// Elements that are copied together.
  static var chunkLength: Int { 16 }

  init() {}

  init(_ elements: some Sequence<Element>) {
    for element in elements { append(element) }
  }

  mutating func append(_ element: Element) {
    if count.isMultiple(of: Self.chunkLength) { chunks.append([]) }
    chunks[chunks.count - 1].append(element)
    count += 1
  }
}

extension ChunkedArray: Sendable where Element: Sendable {}

extension ChunkedArray: RandomAccessCollection, MutableCollection {
  var startIndex: Int { 0 }
  var endIndex: Int { count }

  subscript(index: Int) -> Element {
    _read { yield chunks[index / Self.chunkLength][index % Self.chunkLength] }
    _modify { yield &chunks[index / Self.chunkLength][index % Self.chunkLength] }
  }
}
