package import Domain

/// The result of reading a CSV file.
package struct ImportedPosts: Sendable {
  /// One post per row, in the order of the file; empty when there was an error.
  package var posts: [DeclaredPost]
  package var diagnostics: [Diagnostic]
  /// SHA-256 of the file.
  package var batchHash: [UInt8]
  /// How many rows the file has, without the header.
  package var rows: Int

  package var hasErrors: Bool { diagnostics.contains { $0.severity == .error } }
}

/// Reads posts from a CSV file (RFC 4180), with the same rules and messages as YAML: all rows or
/// none.
package struct CSVImport: Sendable {
  /// More rows than this are refused: split the file.
  package static let rowsLimit = 100_000
  /// A larger file is refused.
  package static let bytesLimit = 64 << 20

  private let snapshot: Snapshot
  private let folder: any FileSource
  private let ports: ConfigurationPorts
  private let rowsLimit: Int

  /// - Parameters:
  ///   - snapshot: the accounts, groups, defaults, slots and templates that rows may name.
  ///   - folder: where media paths begin.
  ///   - ports: what Config needs from other rooms.
  ///   - rowsLimit: how many rows a file may have.
  package init(
    snapshot: Snapshot, folder: any FileSource, ports: ConfigurationPorts,
    rowsLimit: Int = CSVImport.rowsLimit
  ) {
    self.rowsLimit = rowsLimit
    self.snapshot = snapshot
    self.folder = folder
    self.ports = ports
  }

  /// Reads a whole file.
  ///
  /// A post's uid is `csv:` and the row's id; without an id it is made of the file's hash and the
  /// line, so that importing the same file again finds the same posts.
  ///
  /// - Parameters:
  ///   - bytes: the file.
  ///   - file: its name, for messages.
  ///   - stored: the store's posts: rows that are known keep their slot and may be past.
  ///   - now: what counts as past, and the time of rows with `now`.
  ///   - facts: what the store knows of the accounts.
  ///   - progress: is called with the number of rows read, every thousand rows.
  package func read(
    _ bytes: [UInt8], file: String, stored: [StoredPost] = [], now: Instant,
    facts: KnownFacts = KnownFacts(), progress: (Int) -> Void = { _ in }
  ) -> ImportedPosts {
    let report = Report()
    let hash = ports.hashing.sha256(bytes)
    var result = ImportedPosts(posts: [], diagnostics: [], batchHash: hash, rows: 0)
    var table = CSVTable(
      bytes, file: file, rowsLimit: rowsLimit, report: report)
    let reader = rowReader(report, now: now, facts: facts)
    if table.open() {
      var times = CSVTimes(snapshot: snapshot, ports: ports, stored: stored, now: now)
      var ids = Identifiers(report: report)
      while let row = table.next() {
        result.rows += 1
        if result.rows % 1000 == 0 { progress(result.rows) }
        let id = row.node.text("id")
        guard id.map({ ids.claim($0) }) ?? true else { continue }
        let name = id?.value ?? "\(hash.hexadecimal.prefix(16))-\(row.line)"
        let uid = PostUID(.csv, name)
        guard let post = reader.read(row.node, uid: uid, scope: snapshot.scope) else { continue }
        if let declared = times.declare(post, report: report) { result.posts.append(declared) }
      }
    }
    result.diagnostics = report.diagnostics
    if report.hasErrors { result.posts = [] }
    return result
  }

  private func rowReader(_ report: Report, now: Instant, facts: KnownFacts) -> CSVRowReader {
    let shelf = FileShelf(folder, bounds: YAMLBounds(), report: report)
    let media = MediaShelf(shelf: shelf, library: ports.media)
    let times = TimeReader(
      report: report, zones: ports.zones, now: now, horizon: snapshot.horizon,
      namedPastTimes: 0)
    let content = ContentReader(report: report, vocabulary: snapshot.vocabulary, media: media)
    let targets = TargetReader(
      report: report, vocabulary: snapshot.vocabulary, content: content, ports: ports,
      facts: facts)
    let posts = PostReader(
      report: report, vocabulary: snapshot.vocabulary, targets: targets, times: times,
      known: facts.posts)
    return CSVRowReader(
      report: report, posts: posts,
      table: CSVRowReader.table(ScheduleKeys(profiles: ports.profiles).post))
  }
}

/// Reads one row as the post that it would be in YAML.
struct CSVRowReader {
  let report: Report
  let posts: PostReader
  let table: KeyTable

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
