package import Domain

/// Reads posts from a CSV file (RFC 4180) a few rows at a time, with the same rules and messages as
/// YAML. Whoever takes the posts takes all of them, or none if there was an error.
///
/// A post's uid is `csv:` and the row's id; without an id it is made of the file's hash and the
/// line, so that importing the same file again finds the same posts.
package struct CSVImport {
  /// More rows than this are refused: split the file.
  package static let rowsLimit = 100_000
  /// A larger file is refused.
  package static let bytesLimit = 64 << 20

  /// SHA-256 of the file.
  package let batchHash: [UInt8]
  /// How many rows were read, without the header.
  package private(set) var rows = 0

  private let scope: Scope
  private let report: Report
  private let reader: CSVRowReader
  private let resolver: TimeResolver
  private let prefix: String
  private var table: CSVTable
  private var isOpen: Bool
  private var book: SlotBook
  private var ids: Identifiers

  /// - Parameters:
  ///   - bytes: the file.
  ///   - file: its name, for messages.
  ///   - snapshot: the accounts, groups, defaults, slots and templates that rows may name.
  ///   - folder: where media paths begin.
  ///   - taken: the times of slots that other posts were given.
  ///   - now: what counts as past, and the time of rows with `now`.
  ///   - servers: what each account's server said about itself.
  ///   - rowsLimit: how many rows a file may have.
  package init(
    _ bytes: [UInt8], file: String, snapshot: Snapshot, folder: any FileSource,
    ports: ConfigurationPorts, taken: [DeclaredPost.Due] = [], now: Instant,
    servers: [AccountName: JSON] = [:], rowsLimit: Int = CSVImport.rowsLimit
  ) {
    batchHash = ports.hashing.sha256(bytes)
    prefix = String(batchHash.hexadecimal.prefix(16))
    scope = snapshot.scope
    report = Report()
    // Whether a post is known is asked when it gets its time.
    reader = CSVRowReader(
      snapshot, folder, ports, now: now,
      facts: KnownFacts(servers: servers, knowsEveryPost: true), report: report)
    resolver = TimeResolver(zones: ports.zones, now: now, horizon: snapshot.horizon)
    book = SlotBook(slots: snapshot.slots, zones: ports.zones, now: now, horizon: snapshot.horizon)
    for due in taken { book.take(due) }
    ids = Identifiers(report: report)
    table = CSVTable(bytes, file: file, rowsLimit: rowsLimit, report: report)
    isOpen = table.open()
  }

  /// The media of all rows that lie elsewhere; what is wrong with rows is not said here.
  ///
  /// - Parameter bytes: the file.
  package static func distantMedia(in bytes: [UInt8]) -> [DistantMedium] {
    var table = CSVTable(bytes, file: "", rowsLimit: rowsLimit, report: Report())
    guard table.open() else { return [] }
    var (found, seen) = ([DistantMedium](), Set<DistantMedium>())
    while let row = table.next() {
      for medium in row.node["media"]?.elements ?? [] {
        let source: DistantMedium? =
          medium.text("url").map { .address($0.value) }
          ?? medium.text("id").map { .upload($0.value) }
        if let source, seen.insert(source).inserted { found.append(source) }
      }
    }
    return found
  }

  package var diagnostics: [Diagnostic] { report.diagnostics }
  package var hasErrors: Bool { report.hasErrors }

  /// The posts of the next rows, without times; `nil` when no row is left.
  ///
  /// - Parameter limit: how many rows are read; those with errors give no post.
  package mutating func next(_ limit: Int) -> [SnapshotPost]? {
    guard isOpen else { return nil }
    var posts: [SnapshotPost] = []
    for _ in 0..<limit {
      guard let row = table.next() else {
        isOpen = false
        break
      }
      rows += 1
      let id = row.node.text("id")
      guard id.map({ ids.claim($0) }) ?? true else { continue }
      let uid = PostUID(.csv, id?.value ?? "\(prefix)-\(row.line)")
      if let post = reader.read(row.node, uid: uid, scope: scope) { posts.append(post) }
    }
    return posts
  }

  /// The posts with their times; those that have none are reported and left out.
  ///
  /// - Parameter stored: those of the posts that the store knows: they keep their slot and may be
  ///   past.
  package mutating func declare(
    _ posts: [SnapshotPost], stored: [StoredPost]
  ) -> [DeclaredPost] {
    let known = Dictionary(stored.map { ($0.uid, $0) }, uniquingKeysWith: { $1 })
    return posts.compactMap { post in
      let due = resolver.due(of: post, stored: known[post.uid], book: &book, report: report)
      guard let due else { return nil }
      if known[post.uid] == nil { resolver.judgeNew(post, due, report) }
      return post.declared(due: due)
    }
  }
}

/// Reads one row as the post that it would be in YAML.
struct CSVRowReader {
  let report: Report
  let posts: PostReader
  let table: KeyTable

  init(
    _ snapshot: Snapshot, _ folder: any FileSource, _ ports: ConfigurationPorts, now: Instant,
    facts: KnownFacts, report: Report
  ) {
    let shelf = FileShelf(folder, bounds: YAMLBounds(), report: report)
    let content = ContentReader(
      report: report, vocabulary: snapshot.vocabulary,
      media: MediaShelf(
        shelf: shelf, library: ports.media, metadata: snapshot.settings.media.metadata))
    let targets = TargetReader(
      report: report, vocabulary: snapshot.vocabulary, content: content, ports: ports,
      facts: facts)
    let times = TimeReader(
      report: report, zones: ports.zones, now: now, horizon: snapshot.horizon,
      namedPastTimes: 0)
    self.report = report
    posts = PostReader(
      report: report, vocabulary: snapshot.vocabulary, targets: targets, times: times,
      facts: facts)
    table = CSVRowReader.table(ScheduleKeys(profiles: ports.profiles).post)
  }

  /// The table of a post, as far as CSV has its keys; a row may go without an id.
  static func table(_ post: KeyTable) -> KeyTable {
    var keys = post.keys.filter { CSVColumns.all.contains($0.name) }
    for index in keys.indices where keys[index].name == "id" { keys[index].isRequired = false }
    return KeyTable("a row", keys)
  }

  func read(_ node: YAMLNode, uid: PostUID, scope: Scope) -> SnapshotPost? {
    ShapeChecker(report: report).check(node, as: .keys(table), label: "row")
    return posts.read(node, uid: uid, scope: scope)
  }
}
