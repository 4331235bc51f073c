import Domain

/// Compares one post of the files with what the store knows about it.
struct PostDiff {
  let now: Instant
  let hashing: any Hashing

  /// What to do about a post; `nil` when there is nothing to do.
  func change(_ post: DeclaredPost, stored: StoredPost?) -> PostChange? {
    guard let stored else {
      let deliveries = post.targets.map { PostChange.DeliveryPlan.add($0) }
      return PostChange(uid: post.uid, declared: post, kind: .add, deliveries: deliveries)
    }
    let deliveries = present(post, stored) + absent(post, stored)
    if deliveries.isEmpty {
      guard settingsDiffer(post, stored), stored.deliveries.contains(where: \.state.canBeChanged)
      else { return nil }
      return PostChange(uid: post.uid, declared: post, kind: .revise, deliveries: [])
    }
    return PostChange(
      uid: post.uid, declared: post, kind: kind(of: deliveries, post, stored),
      deliveries: deliveries)
  }

  /// What to do about a post that the files name no more; `nil` when nothing of it is pending.
  func removal(_ stored: StoredPost) -> PostChange? {
    let pending = stored.deliveries.filter(\.state.canBeChanged)
    guard !pending.isEmpty else { return nil }
    return PostChange(
      uid: stored.uid, declared: nil, kind: .cancel,
      deliveries: pending.map { .cancel($0.id, account: $0.account) })
  }

  /// The post with the targets that will go out; `nil` when there are none.
  func upcoming(_ post: DeclaredPost, stored: StoredPost?) -> DeclaredPost? {
    let isPast = isPast(post)
    guard let stored else {
      let isLeftOut = isPast && post.latePolicy == .skip
      return isLeftOut || post.targets.isEmpty ? nil : post
    }
    var post = post
    post.targets.removeAll { target in
      let found = stored.deliveries.first {
        $0.account == target.account && $0.placement == target.placement
      }
      guard let found else { return isPast }
      return found.state == .cancelled ? !found.cancelledByFiles : !found.state.canBeChanged
    }
    return post.targets.isEmpty ? nil : post
  }

  // MARK: - Deliveries

  private func present(_ post: DeclaredPost, _ stored: StoredPost) -> [PostChange.DeliveryPlan] {
    let timeDiffers = post.due.instant != stored.due.instant
    let isHeldNow = stored.needsApproval.map { $0 != post.needsApproval } ?? false
    var hashes = ContentHashes(hashing: hashing)
    return post.targets.compactMap { target -> PostChange.DeliveryPlan? in
      let found = stored.deliveries.first {
        $0.account == target.account && $0.placement == target.placement
      }
      guard let found else { return isPast(post) ? nil : .add(target) }
      if found.state == .cancelled {
        return found.cancelledByFiles ? .revive(found.id, target) : nil
      }
      let contentDiffers = hashes.hash(of: target.content) != found.contentHash
      guard found.state.canBeChanged else {
        guard contentDiffers || timeDiffers else { return nil }
        return late(post, target, found, contentDiffers: contentDiffers)
      }
      // A new run is needed to hold a post for approval, or to let it go.
      if contentDiffers || isHeldNow { return .revise(found.id, target) }
      return timeDiffers ? .reschedule(found.id, account: found.account) : nil
    }
  }

  /// What failed follows the files while its time is not gone; what is out or on its way does not.
  private func late(
    _ post: DeclaredPost, _ target: DeclaredPost.Target, _ found: StoredPost.StoredDelivery,
    contentDiffers: Bool
  ) -> PostChange.DeliveryPlan {
    if found.state.hasFailed, !isPast(post) { return .revise(found.id, target) }
    if found.state.hasFailed, contentDiffers, !post.needsApproval {
      return .amend(found.id, target)
    }
    return .tooLate(found.id, account: found.account, state: found.state)
  }

  private func absent(_ post: DeclaredPost, _ stored: StoredPost) -> [PostChange.DeliveryPlan] {
    stored.deliveries.compactMap { delivery -> PostChange.DeliveryPlan? in
      let isNamed = post.targets.contains {
        $0.account == delivery.account && $0.placement == delivery.placement
      }
      guard !isNamed else { return nil }
      if delivery.state.canBeChanged { return .cancel(delivery.id, account: delivery.account) }
      return delivery.state.isSettled
        ? nil : .tooLate(delivery.id, account: delivery.account, state: delivery.state)
    }
  }

  /// A post whose time is gone is not sent to accounts that were added to it, or to a group, later.
  func isPast(_ post: DeclaredPost) -> Bool {
    post.due.instant + post.grace < now
  }

  // MARK: - The post as a whole

  private func settingsDiffer(_ post: DeclaredPost, _ stored: StoredPost) -> Bool {
    post.latePolicy != stored.latePolicy || post.grace != stored.grace
      || post.project != stored.project || post.seriesItem != stored.seriesItem
      || post.due.zone != stored.due.zone || post.due.slot != stored.due.slot
      || stored.onEdit.map { $0 != post.onEdit } == true
      || stored.attempts.map { $0 != post.attempts } == true
  }

  private func kind(
    of deliveries: [PostChange.DeliveryPlan], _ post: DeclaredPost, _ stored: StoredPost
  ) -> PostChange.Kind {
    let kinds = Set(deliveries.map(kind))
    if kinds.contains(.revive) { return .revive }
    if kinds == [.tooLate] { return .tooLate }
    let isTimeOnly = kinds.isSubset(of: [.reschedule, .tooLate])
    return isTimeOnly && !settingsDiffer(post, stored) ? .reschedule : .revise
  }

  private func kind(_ delivery: PostChange.DeliveryPlan) -> PostChange.Kind {
    switch delivery {
    case .add, .revise, .amend, .cancel, .edit: .revise
    case .reschedule: .reschedule
    case .revive: .revive
    case .tooLate: .tooLate
    }
  }
}

/// Hashes contents, and the same one only once: most deliveries of a post say the same.
struct ContentHashes {
  let hashing: any Hashing
  private var latest: (content: Content, hash: [UInt8])?

  init(hashing: any Hashing) {
    self.hashing = hashing
  }

  mutating func hash(of content: Content) -> [UInt8] {
    if let latest, latest.content == content { return latest.hash }
    let hash = hashing.sha256(CanonicalContent.encode(content))
    latest = (content, hash)
    return hash
  }
}
