package import Domain
import Synchronization

/// Time zones by their IANA names, from the system's zoneinfo.
///
/// The files (TZif, RFC 8536) are read here and not through libical: libical turns them into
/// VTIMEZONE components in a global table and stops at the transitions that a file lists, whereas
/// the reader below is small, exact for all years through the rule at a file's end, and safe on any
/// thread. A zone is read once; new system data counts from the next start.
package final class SystemTimeZones: TimeZones {
  private let folder: String
  private let cache = Mutex<[String: Zone]>([:])

  /// - Parameter folder: where the zone files lie.
  package init(folder: String = "/usr/share/zoneinfo") { self.folder = folder }

  package func knows(_ zone: String) -> Bool { self.zone(zone) != nil }

  package func resolve(_ local: LocalDateTime, in zone: String) -> ZonedTime? {
    self.zone(zone).map { $0.resolve(local) }
  }

  package func local(
    _ instant: Instant, in zone: String
  ) -> (time: LocalDateTime, abbreviation: String)? {
    guard let zone = self.zone(zone) else { return nil }
    let type = zone.type(at: instant.wholeSeconds)
    return (LocalDateTime(instant, offset: .seconds(type.offset)), type.abbreviation)
  }

  /// The zone, from the cache or its file.
  ///
  /// Unknown names are not cached, so that they cannot fill the memory.
  private func zone(_ name: String) -> Zone? {
    if let known = cache.withLock({ $0[name] }) { return known }
    guard ZoneName.isValid(name), let bytes = ZoneFile.read(folder + "/" + name),
      let zone = Zone(tzif: bytes)
    else { return nil }
    cache.withLock { $0[name] = zone }
    return zone
  }
}

/// Which texts can be the name of a zone.
enum ZoneName {
  /// As IANA names zones: `Europe/Berlin`, `Etc/GMT+5`.
  ///
  /// Begins with a capital letter, which keeps out the other files of the folder (`right/…` counts
  /// leap seconds, `localtime` is a setting), and has no empty part and no dot, so that it stays in
  /// the folder.
  static func isValid(_ name: String) -> Bool {
    guard name.utf8.count <= 64, let first = name.utf8.first, (0x41...0x5A).contains(first),
      name.utf8.allSatisfy(isAllowed)
    else { return false }
    return name.split(separator: "/", omittingEmptySubsequences: false).allSatisfy { !$0.isEmpty }
  }

  private static func isAllowed(_ byte: UInt8) -> Bool {
    switch byte {
    case 0x30...0x39, 0x41...0x5A, 0x61...0x7A: true
    default: "/_+-".utf8.contains(byte)
    }
  }
}

extension Instant {
  /// Seconds since the epoch, rounded down.
  var wholeSeconds: Int64 {
    milliseconds >= 0 ? milliseconds / 1000 : (milliseconds - 999) / 1000
  }
}
