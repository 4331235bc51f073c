/// The program's version, as `belfry version` prints it.
enum Version {
  static let text = "0.1.0"
  /// How Belfry names itself to servers.
  static let userAgent = "Belfry/\(text)"
}
