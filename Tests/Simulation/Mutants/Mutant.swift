/// A bug that is put in on purpose, to see whether some promise notices: in one run the parts of
/// the product are put together with a liar between two of them, at a seam that they have anyway.
/// A mutant that survives says that the world is not nasty enough. None of this is in the product.
package enum Mutant: String, CaseIterable, Sendable {
  // The disk and the store.
  case syncsNothing = "syncs-nothing"
  case sendsBeforeCommit = "sends-before-commit"
  case survivesFailedCommit = "survives-failed-commit"
  case keepsDoubtfulFile = "keeps-doubtful-file"
  case trustsRestoredFile = "trusts-restored-file"
  // The shell.
  case retriesAfter5xx = "retries-after-5xx"
  case retriesAfterLostAnswer = "retries-after-lost-answer"
  case resendsInTransport = "resends-in-transport"
  case trustsWallClock = "trusts-wall-clock"
  // Calls in doubt.
  case leasesInsteadOfEpochs = "leases-instead-of-epochs"
  case knowsNoQuietTime = "knows-no-quiet-time"
  case measuresQuietOnWallClock = "measures-quiet-on-wall-clock"
  case believesOneReading = "believes-one-reading"
  case forgetsQuestions = "forgets-questions"
  case retriesUnproven = "retries-unproven"
  case forgetsAttempts = "forgets-attempts"
  // Limits.
  case forgetsLimitsAtRestart = "forgets-limits-at-restart"
  case paysAfterSending = "pays-after-sending"
  case forgetsRestAtRestart = "forgets-rest-at-restart"
  // Sign-ins.
  case writesNoIntentOfRenewal = "writes-no-intent-of-renewal"
  case storesTokensLater = "stores-tokens-later"
  // Plans.
  case appliesHalfReloads = "applies-half-reloads"
  case namesPostsByVersion = "names-posts-by-version"
  case ignoresLateCancels = "ignores-late-cancels"
  case ignoresGrace = "ignores-grace"
  case revivesCancelled = "revives-cancelled"
  case namesOccurrencesAnew = "names-occurrences-anew"
  case approvesByItself = "approves-by-itself"
  case approvesEdits = "approves-edits"
  // Runs.
  case forgetsPartsAtRestart = "forgets-parts-at-restart"
  case preparesAnew = "prepares-anew"
  case repeatsKeys = "repeats-keys"
  case recordsAnotherID = "records-another-id"
  // What is out.
  case editsAnother = "edits-another"
  case believesLostDeletes = "believes-lost-deletes"

  /// What the product does wrong.
  package var summary: String {
    switch self {
    case .syncsNothing: "commits without waiting for the disk (synchronous = NORMAL)"
    case .sendsBeforeCommit: "calls leave before their intents are committed"
    case .survivesFailedCommit: "a commit that failed does not end the process"
    case .keepsDoubtfulFile: "after a failed sync the file is not written anew"
    case .trustsRestoredFile: "a file that was put back from a copy is taken for the latest"
    case .retriesAfter5xx: "an error of the server counts as a call that made nothing"
    case .retriesAfterLostAnswer: "a lost answer counts as a call that made nothing"
    case .resendsInTransport: "the transport sends a visible call again when its connection ends"
    case .trustsWallClock: "the time that other hosts tell is not looked at"
    case .leasesInsteadOfEpochs: "what was under way at a crash is simply ready again"
    case .knowsNoQuietTime: "what is not there at once is not there"
    case .measuresQuietOnWallClock: "waits are measured on the wall clock"
    case .believesOneReading: "one negative reading is enough"
    case .forgetsQuestions: "questions to people are not written down"
    case .forgetsLimitsAtRestart: "every start begins with full limits"
    case .paysAfterSending: "limits are paid in the turn after the call"
    case .forgetsRestAtRestart: "a network that wants to be left alone is forgotten at a restart"
    case .forgetsAttempts: "failed attempts are not counted"
    case .retriesUnproven: "a retry does not ask whether the first call made the post"
    case .revivesCancelled: "a reload brings back what a person cancelled"
    case .namesOccurrencesAnew: "an occurrence of a series gets its name when it is planned"
    case .approvesByItself: "nobody is asked to approve"
    case .approvesEdits: "what was approved once may be changed"
    case .repeatsKeys: "the parts of a thread have one key"
    case .recordsAnotherID: "a post is recorded under the id of the one before"
    case .editsAnother: "an edit changes another post of the account"
    case .believesLostDeletes: "a delete whose answer was lost counts as done"
    case .writesNoIntentOfRenewal: "the use of a refresh token is not in the journal"
    case .storesTokensLater: "new tokens are stored in the turn after their answer"
    case .appliesHalfReloads: "a reload is carried out in two turns"
    case .namesPostsByVersion: "an edited post is a new post"
    case .ignoresLateCancels: "what is on its way to its call goes out although it was cancelled"
    case .ignoresGrace: "a late post goes out whenever it can"
    case .forgetsPartsAtRestart: "a thread that was interrupted begins again"
    case .preparesAnew: "a call in doubt is prepared and sent anew, under another name"
    }
  }
}
