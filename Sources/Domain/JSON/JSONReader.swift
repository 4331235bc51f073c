import CJansson

/// One JSON text as jansson read it, and the only owner of that.
struct JSONReader: ~Copyable {
  private let root: UnsafeMutablePointer<json_t>

  /// - Throws: `malformed` for anything that is not one JSON value, text that is not Unicode and
  ///   two members of the same name included.
  init(_ bytes: [UInt8]) throws(JSON.ParseError) {
    let bytes = bytes.starts(with: JSONReader.mark) ? Array(bytes.dropFirst(3)) : bytes
    var error = json_error_t()
    var root = JSONReader.load(bytes, 0, &error)
    if root == nil, belfry_json_has_overflow(&error) {
      // A number beyond 64 bits must not make the rest unreadable.
      root = JSONReader.load(bytes, Int(JSON_DECODE_INT_AS_REAL), &error)
    }
    guard let root else { throw .malformed }
    self.root = root
  }

  deinit { json_decref(root) }

  var value: JSON { JSONReader.value(of: root) }

  /// The byte order mark of UTF-8, which some servers write.
  private static let mark: [UInt8] = [0xEF, 0xBB, 0xBF]

  private static func load(
    _ bytes: [UInt8], _ flags: Int, _ error: inout json_error_t
  ) -> UnsafeMutablePointer<json_t>? {
    let always = Int(JSON_DECODE_ANY) | Int(JSON_ALLOW_NUL) | Int(JSON_REJECT_DUPLICATES)
    return bytes.withUnsafeBytes { json_loadb($0.baseAddress, $0.count, always | flags, &error) }
  }

  private static func value(of node: UnsafeMutablePointer<json_t>) -> JSON {
    switch node.pointee.type {
    case JSON_OBJECT: .object(members(of: node))
    case JSON_ARRAY:
      .array((0..<json_array_size(node)).map { value(of: json_array_get(node, $0)) })
    case JSON_STRING: .string(text(json_string_value(node), json_string_length(node)))
    case JSON_INTEGER: .integer(Int64(json_integer_value(node)))
    // Whole numbers stay whole, however they are written.
    case JSON_REAL: whole(json_real_value(node))
    case JSON_TRUE: .bool(true)
    case JSON_FALSE: .bool(false)
    default: .null
    }
  }

  private static func members(of node: UnsafeMutablePointer<json_t>) -> [String: JSON] {
    var members: [String: JSON] = [:]
    members.reserveCapacity(json_object_size(node))
    var next = json_object_iter(node)
    while let member = next {
      let name = text(json_object_iter_key(member), json_object_iter_key_len(member))
      members[name] = value(of: json_object_iter_value(member))
      next = json_object_iter_next(node, member)
    }
    return members
  }

  private static func whole(_ number: Double) -> JSON {
    Int64(exactly: number).map(JSON.integer) ?? .number(number)
  }

  /// The library has checked that it is UTF-8.
  private static func text(_ start: UnsafePointer<CChar>?, _ count: Int) -> String {
    let bytes = UnsafeRawBufferPointer(start: start, count: count)
    return String(decoding: bytes, as: UTF8.self)
  }
}
