extension ProblemCode {
    /// The submission could not be read as the format it comes in.
    public static let unreadable = ProblemCode(rawValue: "submission.unreadable")
    static let submissionUnreadable = ProblemCode(rawValue: "submission.unreadable")
    /// There is no call sample.
    public static let noSamples = ProblemCode(rawValue: "submission.no-samples")
    static let tooManySamples = ProblemCode(rawValue: "submission.too-many-samples")
    static let submissionMissingColumn = ProblemCode(rawValue: "submission.missing-column")
    static let submissionAmbiguousColumn = ProblemCode(rawValue: "submission.ambiguous-column")
    static let submissionRowHasTooManyFields = ProblemCode(rawValue: "submission.row-has-too-many-fields")
    static let missingServiceIdentifier = ProblemCode(rawValue: "submission.missing-service-identifier")
    static let missingRepresentative = ProblemCode(rawValue: "submission.missing-representative")
    static let unauthorizedRepresentative = ProblemCode(rawValue: "submission.unauthorized-representative")
    static let missingChecklistAnswer = ProblemCode(rawValue: "submission.missing-checklist-answer")
    static let equipmentNotChecked = ProblemCode(rawValue: "submission.equipment-not-checked")
    static let diagnosticsNotDone = ProblemCode(rawValue: "submission.diagnostics-not-done")
    static let severityNotUnderstood = ProblemCode(rawValue: "submission.severity-not-understood")
    static let regionNotUnderstood = ProblemCode(rawValue: "submission.region-not-understood")
    static let tooManyWithheld = ProblemCode(rawValue: "submission.too-many-withheld")
    static let serviceNotKnown = ProblemCode(rawValue: "submission.service-not-known")
    static let fewSamples = ProblemCode(rawValue: "submission.few-samples")
    static let checklistContradictsSamples = ProblemCode(rawValue: "submission.checklist-contradicts-samples")
    /// Support is closed when the submission comes in: the clock starts later.
    public static let officeClosed = ProblemCode(rawValue: "submission.office-closed")
    /// The case was opened without samples, which come later.
    public static let samplesOutstanding = ProblemCode(rawValue: "case.samples-outstanding")
    /// The capture holds what should not travel without thought.
    public static let holdsSensitiveData = ProblemCode(rawValue: "capture.holds-sensitive-data")
    static let duplicateSample = ProblemCode(rawValue: "submission.duplicate-sample")
    static let missingCallingNumber = ProblemCode(rawValue: "sample.missing-calling-number")
    static let missingCalledNumber = ProblemCode(rawValue: "sample.missing-called-number")
    static let numberNotUnderstood = ProblemCode(rawValue: "sample.number-not-understood")
    /// A number lacks digits, its area code or its country.
    public static let numberIncomplete = ProblemCode(rawValue: "sample.number-incomplete")
    static let numberTooLong = ProblemCode(rawValue: "sample.number-too-long")
    static let numberNotAssigned = ProblemCode(rawValue: "sample.number-not-assigned")
    static let shortCode = ProblemCode(rawValue: "sample.short-code")
    static let emergencyNumber = ProblemCode(rawValue: "sample.emergency-number")
    static let calledNumberWithheld = ProblemCode(rawValue: "sample.called-number-withheld")
    static let sameNumber = ProblemCode(rawValue: "sample.same-number")
    static let missingTime = ProblemCode(rawValue: "sample.missing-time")
    static let timeNotUnderstood = ProblemCode(rawValue: "sample.time-not-understood")
    /// A time names no zone, or one that is not known.
    public static let timeZoneMissing = ProblemCode(rawValue: "sample.time-zone-missing")
    static let timeDoesNotExist = ProblemCode(rawValue: "sample.time-does-not-exist")
    static let timeAmbiguous = ProblemCode(rawValue: "sample.time-ambiguous")
    static let timeAssumed = ProblemCode(rawValue: "sample.time-assumed")
    static let callInFuture = ProblemCode(rawValue: "sample.call-in-future")
    /// More time passed between the call and the submission than the program allows.
    public static let callTooOld = ProblemCode(rawValue: "sample.call-too-old")
    static let endsBeforeStart = ProblemCode(rawValue: "sample.ends-before-start")
    static let missingDirection = ProblemCode(rawValue: "sample.missing-direction")
    static let directionNotUnderstood = ProblemCode(rawValue: "sample.direction-not-understood")
    static let directionContradictsNumbers = ProblemCode(rawValue: "sample.direction-contradicts-numbers")
    static let withheldNumber = ProblemCode(rawValue: "sample.withheld-number")
    static let mobileNumber = ProblemCode(rawValue: "sample.mobile-number")
    static let internalExtension = ProblemCode(rawValue: "sample.internal-extension")
    /// The capture holds no call that fits the sample.
    public static let notInCapture = ProblemCode(rawValue: "sample.not-in-capture")
    /// Several calls of the capture fit the sample.
    public static let ambiguousInCapture = ProblemCode(rawValue: "sample.ambiguous-in-capture")
    /// The call is in the capture and differs from what was stated.
    public static let differsFromCapture = ProblemCode(rawValue: "sample.differs-from-capture")
}
