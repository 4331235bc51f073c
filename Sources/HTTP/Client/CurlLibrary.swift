import CCurl

/// The library's set-up for the whole process, once.
enum CurlLibrary {
  private static let status = curl_global_init(Int(CURL_GLOBAL_DEFAULT))

  /// Sets the library up; `false` when it refuses, which means out of memory.
  static func isReady() -> Bool { status == CURLE_OK }
}

/// A list of header lines for the library, freed with its owner.
final class HeaderList {
  private(set) var pointer: UnsafeMutablePointer<curl_slist>?

  deinit { curl_slist_free_all(pointer) }

  /// Adds a line, such as `Accept: */*`; `Accept:` keeps the library's own line out, and `Accept;`
  /// sends one without a value.
  func append(_ line: String) {
    guard let longer = curl_slist_append(pointer, line) else {
      preconditionFailure("out of memory for a header line")
    }
    pointer = longer
  }
}
