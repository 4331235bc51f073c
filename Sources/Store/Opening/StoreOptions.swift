package import Domain

/// Where the store is and who opens it.
package struct StoreOptions: Sendable {
  /// The folder of the database, of mode 0700; it is made when it is missing.
  package var directory: String
  /// What the wall clock says.
  package var at: Instant
  /// Identifies the run of the kernel; a new one means that the machine was started anew.
  package var kernelBoot: String
  /// The program's version, kept with every start.
  package var build: String
  /// SQLite's name of the file system (VFS) that holds the database; `nil` is the system's own.
  package var fileSystem: String?

  /// - Parameter kernelBoot: by default what `/proc/sys/kernel/random/boot_id` says.
  package init(
    directory: String, at: Instant, build: String,
    kernelBoot: String = StoreFiles.kernelBootID(), fileSystem: String? = nil
  ) {
    self.directory = directory
    self.at = at
    self.build = build
    self.kernelBoot = kernelBoot
    self.fileSystem = fileSystem
  }
}

/// What a start found.
package struct BootReport: Hashable, Sendable {
  package internal(set) var epoch = BootEpoch(0)
  /// The daemon before this one did not close the store.
  package internal(set) var wasUnclean = false
  /// The file was checked page by page, because the machine went down while it was open.
  package internal(set) var wasChecked = false
  /// Calls that were under way and whose outcome is now unknown.
  package internal(set) var callsInDoubt = 0
  /// The latest moment that the store remembers; `nil` for a new one.
  package internal(set) var latest: Instant?
  /// The file was put back from a copy: nothing visible is sent until a person ends it.
  package internal(set) var quarantine: Quarantine?
  /// Deliveries that were under way at two crashes in a row and now wait for a person.
  package internal(set) var poisoned: [DeliveryID] = []
}
