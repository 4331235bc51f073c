/// Builds the tree of one file from libyaml's events, within bounds.
struct YAMLComposer: ~Copyable {
  private var parser: YAMLParser
  private let file: String
  private let firstLine: Int
  private let bounds: YAMLBounds
  private let report: Report
  private var anchors: [String: Anchor] = [:]
  /// Values made so far, over all files.
  private(set) var nodes: Int
  private var aliased = 0

  private struct Anchor {
    /// `nil` while the value is still being read.
    var node: YAMLNode?
    var weight: Int
  }

  /// - Parameters:
  ///   - file: the path for messages.
  ///   - firstLine: the line of the file at which `bytes` begin, counted from 1.
  ///   - nodes: how many values the files before this one held.
  init(
    _ bytes: ArraySlice<UInt8>, file: String, firstLine: Int = 1, nodes: Int, bounds: YAMLBounds,
    report: Report
  ) {
    parser = YAMLParser(bytes)
    self.file = file
    self.firstLine = firstLine
    self.nodes = nodes
    self.bounds = bounds
    self.report = report
  }

  /// The file's only document; `nil` when it is empty or was reported as broken.
  mutating func compose() -> YAMLNode? {
    do {
      return try document()
    } catch {
      let place = Place(file: file, line: error.line + firstLine, column: error.column + 1)
      report.error(place, error.message, hint: error.hint)
      return nil
    }
  }

  private mutating func document() throws(YAMLSyntaxError) -> YAMLNode? {
    _ = try parser.next()
    guard case .documentStart = try parser.next().kind else { return nil }
    let root = try node(try parser.next(), depth: 0)
    _ = try parser.next()
    let after = try parser.next()
    if case .documentStart = after.kind {
      throw failure(after, "a second document", hint: "remove the line \"---\"")
    }
    return root
  }

  private mutating func node(
    _ event: YAMLEvent, depth: Int
  ) throws(YAMLSyntaxError) -> YAMLNode {
    guard depth <= bounds.depth else {
      throw failure(event, "nested more than \(bounds.depth) levels deep")
    }
    nodes += 1
    guard nodes <= bounds.nodes else {
      throw failure(event, "more than \(bounds.nodes) values", hint: "import large lists as CSV")
    }
    let before = nodes - 1
    switch event.kind {
    case .alias(let name): return try expand(name, at: event)
    case .scalar(let text, let isPlain, let anchor, let tag):
      try refuse(tag, at: event)
      let node = YAMLNode(value: .scalar(text, isPlain: isPlain), place: place(of: event))
      remember(node, as: anchor, since: before)
      return node
    case .listStart(let anchor, let tag):
      try refuse(tag, at: event)
      open(anchor)
      let node = try list(from: event, depth: depth)
      remember(node, as: anchor, since: before)
      return node
    case .mappingStart(let anchor, let tag):
      try refuse(tag, at: event)
      open(anchor)
      let node = try mapping(from: event, depth: depth)
      remember(node, as: anchor, since: before)
      return node
    default:
      preconditionFailure("libyaml sent an event where a value begins: \(event.kind)")
    }
  }

  private mutating func list(
    from start: YAMLEvent, depth: Int
  ) throws(YAMLSyntaxError) -> YAMLNode {
    var elements: [YAMLNode] = []
    while true {
      let event = try parser.next()
      if case .listEnd = event.kind { break }
      elements.append(try node(event, depth: depth + 1))
    }
    return YAMLNode(value: .list(elements), place: place(of: start, length: 1))
  }

  private mutating func mapping(
    from start: YAMLEvent, depth: Int
  ) throws(YAMLSyntaxError) -> YAMLNode {
    var entries: [YAMLNode.Entry] = []
    // Posts have a handful of keys; growing to that costs more than looking them up.
    var places = [String: Place](minimumCapacity: 8)
    while true {
      let event = try parser.next()
      if case .mappingEnd = event.kind { break }
      guard case .scalar(let key, _, _, _) = event.kind else {
        throw failure(event, "a key must be a plain word")
      }
      let keyPlace = place(of: event)
      let value = try node(try parser.next(), depth: depth + 1)
      if let first = places[key] {
        report.error(keyPlace, "duplicate key \(quoted(key))", hint: "it is also at \(first)")
        continue
      }
      places[key] = keyPlace
      entries.append(YAMLNode.Entry(key: key, keyPlace: keyPlace, value: value))
    }
    let place = entries.first?.keyPlace ?? place(of: start, length: 1)
    return YAMLNode(value: .mapping(entries), place: place)
  }

  // MARK: - Anchors and aliases

  private mutating func open(_ anchor: String?) {
    guard let anchor else { return }
    anchors[anchor] = Anchor(node: nil, weight: 0)
  }

  private mutating func remember(_ node: YAMLNode, as anchor: String?, since before: Int) {
    guard let anchor else { return }
    anchors[anchor] = Anchor(node: node, weight: nodes - before)
  }

  private mutating func expand(
    _ name: String, at event: YAMLEvent
  ) throws(YAMLSyntaxError) -> YAMLNode {
    guard let anchor = anchors[name] else {
      throw failure(event, "no anchor \(quoted("&" + name)) above this alias")
    }
    guard let node = anchor.node else {
      throw failure(event, "the alias \(quoted("*" + name)) contains itself")
    }
    aliased += anchor.weight
    nodes += anchor.weight
    guard aliased <= bounds.aliasedNodes else {
      throw failure(
        event, "aliases repeat more than \(bounds.aliasedNodes) values",
        hint: "write the values out, or use templates: and defaults:")
    }
    return node
  }

  private func refuse(_ tag: String?, at event: YAMLEvent) throws(YAMLSyntaxError) {
    guard let tag, tag != "tag:yaml.org,2002:str", tag != "!" else { return }
    let standard = "tag:yaml.org,2002:"
    let written = tag.hasPrefix(standard) ? "!!" + tag.dropFirst(standard.count) : tag
    throw failure(event, "the tag \(quoted(written)) means nothing here", hint: "remove it")
  }

  // MARK: - Places

  private func place(of event: YAMLEvent, length: Int? = nil) -> Place {
    let sameLine = event.end.line == event.start.line
    return Place(
      file: file, line: event.start.line + firstLine, column: event.start.column + 1,
      length: length ?? (sameLine ? event.end.column - event.start.column : 1))
  }

  private func failure(
    _ event: YAMLEvent, _ message: String, hint: String? = nil
  ) -> YAMLSyntaxError {
    YAMLSyntaxError(
      line: event.start.line, column: event.start.column, message: message, hint: hint)
  }
}
