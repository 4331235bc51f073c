/// How the flow of a new or changed delivery begins.
package struct FlowStart: Hashable, Sendable {
  /// The version of the platform's recipe.
  package var version: Int
  /// When it may begin: the due time, less the platform's lead for preparation.
  package var notBefore: Instant
  package var lane: Lane

  package init(version: Int, notBefore: Instant, lane: Lane) {
    self.version = version
    self.notBefore = notBefore
    self.lane = lane
  }
}
