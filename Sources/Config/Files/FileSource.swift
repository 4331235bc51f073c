/// The folder that a configuration lives in: the only way in which Config reads anything. Paths are
/// relative to the folder, with `/` between names; nothing outside it can be named.
package protocol FileSource: Sendable {
  /// The bytes of a file.
  func read(_ path: String, limitBytes: Int) throws(FileProblem) -> [UInt8]

  /// The files that a pattern names, sorted. `*` and `?` stand for letters within one name; names
  /// that begin with a dot are matched only by patterns that begin with one.
  func list(_ pattern: String) throws(FileProblem) -> [String]

  /// The absolute path of a file, for whoever opens it next (the media library).
  func locate(_ path: String) throws(FileProblem) -> String
}

/// Why a file cannot be read.
package enum FileProblem: Error, Hashable, Sendable {
  case missing
  case unreadable(String)
  case notAFile
  /// It lies outside the folder, by its path or through a symbolic link.
  case outside
  case tooLarge(limitBytes: Int)
  case tooMany(limit: Int)

  /// For messages: `is not there`.
  var words: String {
    switch self {
    case .missing: "does not exist"
    case .unreadable(let reason): "cannot be read (\(reason))"
    case .notAFile: "is not a regular file"
    case .outside: "lies outside the folder of the configuration"
    case .tooLarge(let limit): "is larger than \(ByteCount.text(limit))"
    case .tooMany(let limit): "names more than \(limit) files"
    }
  }
}
