import CYAML

/// The one owner of a libyaml parser and of the bytes that it reads.
///
/// libyaml keeps pointers into both, so they live on the heap at fixed addresses until `deinit`.
struct YAMLParser: ~Copyable {
  private let parser: UnsafeMutablePointer<yaml_parser_t>
  private let input: UnsafeMutableBufferPointer<UInt8>

  /// - Parameter bytes: UTF-8 without a byte order mark.
  init(_ bytes: some Collection<UInt8>) {
    input = .allocate(capacity: max(1, bytes.count))
    _ = input.initialize(from: bytes)
    parser = .allocate(capacity: 1)
    guard yaml_parser_initialize(parser) == 1 else {
      preconditionFailure("libyaml has no memory for a parser")
    }
    yaml_parser_set_encoding(parser, YAML_UTF8_ENCODING)
    yaml_parser_set_input_string(parser, input.baseAddress, bytes.count)
  }

  deinit {
    yaml_parser_delete(parser)
    parser.deallocate()
    input.deallocate()
  }

  /// The next event of the file.
  ///
  /// - Throws: `YAMLSyntaxError` at the first place that is not YAML; nothing can be read after it.
  mutating func next() throws(YAMLSyntaxError) -> YAMLEvent {
    var raw = yaml_event_t()
    guard yaml_parser_parse(parser, &raw) == 1 else { throw YAMLSyntaxError(parser.pointee) }
    defer { yaml_event_delete(&raw) }
    return YAMLEvent(raw)
  }
}

/// What libyaml reports, as Swift values.
struct YAMLEvent {
  var kind: Kind
  var start: Mark
  var end: Mark

  /// A position counted from zero.
  struct Mark {
    var line: Int
    var column: Int

    init(_ mark: yaml_mark_t) {
      line = Int(mark.line)
      column = Int(mark.column)
    }
  }

  enum Kind {
    case streamStart, streamEnd, documentStart, documentEnd
    case alias(String)
    case scalar(String, isPlain: Bool, anchor: String?, tag: String?)
    case listStart(anchor: String?, tag: String?)
    case listEnd
    case mappingStart(anchor: String?, tag: String?)
    case mappingEnd
  }

  fileprivate init(_ event: yaml_event_t) {
    start = Mark(event.start_mark)
    end = Mark(event.end_mark)
    kind =
      switch event.type {
      case YAML_STREAM_START_EVENT: .streamStart
      case YAML_DOCUMENT_START_EVENT: .documentStart
      case YAML_DOCUMENT_END_EVENT: .documentEnd
      case YAML_ALIAS_EVENT: .alias(YAMLEvent.text(event.data.alias.anchor) ?? "")
      case YAML_SCALAR_EVENT: YAMLEvent.scalar(event)
      case YAML_SEQUENCE_START_EVENT:
        .listStart(
          anchor: YAMLEvent.text(event.data.sequence_start.anchor),
          tag: YAMLEvent.text(event.data.sequence_start.tag))
      case YAML_SEQUENCE_END_EVENT: .listEnd
      case YAML_MAPPING_START_EVENT:
        .mappingStart(
          anchor: YAMLEvent.text(event.data.mapping_start.anchor),
          tag: YAMLEvent.text(event.data.mapping_start.tag))
      case YAML_MAPPING_END_EVENT: .mappingEnd
      default: .streamEnd
      }
  }

  private static func scalar(_ event: yaml_event_t) -> Kind {
    let scalar = event.data.scalar
    let bytes = UnsafeBufferPointer(start: scalar.value, count: scalar.length)
    return .scalar(
      String(decoding: bytes, as: UTF8.self),
      isPlain: scalar.style == YAML_PLAIN_SCALAR_STYLE,
      anchor: text(scalar.anchor), tag: text(scalar.tag))
  }

  private static func text(_ pointer: UnsafeMutablePointer<yaml_char_t>?) -> String? {
    guard let pointer else { return nil }
    return String(decodingCString: UnsafePointer(pointer), as: UTF8.self)
  }
}
