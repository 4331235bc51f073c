/// Gives files of the spool addresses on the internet, for platforms that fetch media instead of
/// taking bytes.
package protocol PublicAddresses: Sendable {
  /// An address that anybody who knows it can read the file at for a while: long enough for a
  /// platform that fetches it late, and made anew for every sending.
  ///
  /// - Parameters:
  ///   - hash: the file's name in the spool.
  ///   - mime: what the address must be served as; its path ends in a suffix that fits.
  /// - Returns: `nil` where the appliance cannot be reached from outside.
  func address(ofFile hash: String, mime: String) -> String?
}
