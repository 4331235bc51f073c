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

  /// - Parameter kernelBoot: by default what `/proc/sys/kernel/random/boot_id` says.
  package init(
    directory: String, at: Instant, build: String, kernelBoot: String = StoreFiles.kernelBootID()
  ) {
    self.directory = directory
    self.at = at
    self.build = build
    self.kernelBoot = kernelBoot
  }
}

/// What a start found.
package struct BootReport: Hashable, Sendable {
  package var epoch: BootEpoch
  /// The daemon before this one did not close the store.
  package var wasUnclean: Bool
  /// The file was checked page by page, because the machine went down while it was open.
  package var wasChecked: Bool
  /// Calls that were under way and whose outcome is now unknown.
  package var callsInDoubt: Int
  /// Deliveries that were under way at two crashes in a row and now wait for a person.
  package var poisoned: [DeliveryID]

  package init(
    epoch: BootEpoch, wasUnclean: Bool, wasChecked: Bool, callsInDoubt: Int,
    poisoned: [DeliveryID]
  ) {
    self.epoch = epoch
    self.wasUnclean = wasUnclean
    self.wasChecked = wasChecked
    self.callsInDoubt = callsInDoubt
    self.poisoned = poisoned
  }
}
