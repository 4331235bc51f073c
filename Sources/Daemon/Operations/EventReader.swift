import Domain

/// What one follower of the audit log reads: first what was written before it joined, a slice at a
/// time and only as fast as it is read; then what is written.
actor EventReader {
  private var last: Int64
  /// The log's latest line when the follower joined; all beyond it comes live.
  private var joined: Int64
  private var slice: ArraySlice<EventView> = []
  private var live: AsyncStream<EventView>.Iterator
  private let read: EventFeed.Read

  init(
    after line: Int64, upTo joined: Int64, live: AsyncStream<EventView>,
    read: @escaping EventFeed.Read
  ) {
    last = line
    self.joined = joined
    self.live = live.makeAsyncIterator()
    self.read = read
  }

  /// The next event; `nil` at the end, which the daemon's end or too slow a reader brings.
  func next() async -> EventView? {
    while true {
      if let event = slice.popFirst() {
        last = event.seq
        return event
      }
      if last < joined {
        guard let events = try? await read(last, EventFeed.sliceLines) else { return nil }
        slice = events[...]
        if events.isEmpty { joined = last }
        continue
      }
      var iterator = live
      let event = await iterator.next(isolation: self)
      live = iterator
      guard let event else { return nil }
      // What was read before may be told a second time.
      if event.seq > last { slice = [event] }
    }
  }
}
