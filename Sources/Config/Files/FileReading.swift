/// What a configuration was read from, remembered to find out cheaply whether it is still the same.
package struct FileReading: Sendable {
  var accounts: Folder
  var schedule: Folder

  /// What was read in one folder.
  struct Folder: Sendable {
    /// SHA-256 of each file that was read, by path.
    var files: [String: [UInt8]]
    /// The files that each pattern named.
    var lists: [String: [String]]
  }
}
