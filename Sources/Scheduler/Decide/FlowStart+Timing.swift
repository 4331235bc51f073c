package import Domain

extension FlowStart {
  /// A delivery with media is prepared ahead of its due time; text has nothing to prepare.
  package init(
    _ post: DeclaredPost, _ target: DeclaredPost.Target, _ profile: PlatformProfile
  ) {
    let hasMedia = target.content.parts.contains { !$0.media.isEmpty }
    self.init(
      version: profile.version,
      notBefore: hasMedia ? post.due.instant - profile.pace.lead : post.due.instant,
      lane: hasMedia ? .prepare : .due)
  }
}
