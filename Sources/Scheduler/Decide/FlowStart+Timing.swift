package import Domain

extension FlowStart {
  /// A delivery is prepared ahead of its due time: with media, and where the platform needs it for
  /// texts too.
  package init(
    _ post: DeclaredPost, _ target: DeclaredPost.Target, _ profile: PlatformProfile
  ) {
    let hasMedia = target.content.parts.contains { !$0.media.isEmpty }
    let lead = hasMedia ? profile.pace.lead : profile.pace.textLead
    self.init(
      version: profile.version, notBefore: post.due.instant - lead,
      lane: hasMedia || lead > .zero ? .prepare : .due)
  }
}
