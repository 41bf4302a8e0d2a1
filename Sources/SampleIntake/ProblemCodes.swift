/// Every code that this build can raise; ``ProblemCatalog`` says of each what it means and what clears it.
extension ProblemCode {
    /// The submission could not be read as the format it comes in.
    public static let submissionUnreadable = ProblemCode(rawValue: "submission.unreadable")
    /// There is no call sample in the submission.
    public static let noSamples = ProblemCode(rawValue: "submission.no-samples")
    /// There are more samples than one submission may hold.
    public static let tooManySamples = ProblemCode(rawValue: "submission.too-many-samples")
    /// The table has no column for a field that every sample needs.
    public static let submissionMissingColumn = ProblemCode(rawValue: "submission.missing-column")
    /// Two columns can both be the same field.
    public static let submissionAmbiguousColumn = ProblemCode(rawValue: "submission.ambiguous-column")
    /// A row has more fields than the header.
    public static let submissionRowHasTooManyFields = ProblemCode(rawValue: "submission.row-has-too-many-fields")
    /// Rows of the table that are no calls, titles and totals, were left out.
    public static let rowsLeftOut = ProblemCode(rawValue: "submission.rows-left-out")
    /// A line stands among the values of a call and could not be read as one.
    public static let lineNotRead = ProblemCode(rawValue: "submission.line-not-read")
    /// It is not said which service has the fault.
    public static let missingServiceIdentifier = ProblemCode(rawValue: "submission.missing-service-identifier")
    /// Nobody is named who can be asked.
    public static let missingRepresentative = ProblemCode(rawValue: "submission.missing-representative")
    /// The person named is not on the customer's list.
    public static let unauthorizedRepresentative = ProblemCode(rawValue: "submission.unauthorized-representative")
    /// A question of the call quality checklist is not answered.
    public static let missingChecklistAnswer = ProblemCode(rawValue: "submission.missing-checklist-answer")
    /// It is not confirmed that the equipment is cabled and powered.
    public static let equipmentNotChecked = ProblemCode(rawValue: "submission.equipment-not-checked")
    /// It is not confirmed that first-level diagnostics were done.
    public static let diagnosticsNotDone = ProblemCode(rawValue: "submission.diagnostics-not-done")
    /// The severity is missing or none of S1, S2, S3.
    public static let severityNotUnderstood = ProblemCode(rawValue: "submission.severity-not-understood")
    /// The support region is missing or none of us, europe.
    public static let regionNotUnderstood = ProblemCode(rawValue: "submission.region-not-understood")
    /// Too many callers are withheld; such calls take long to find.
    public static let tooManyWithheld = ProblemCode(rawValue: "submission.too-many-withheld")
    /// The service is not on the list of the customer's sites and numbers.
    public static let serviceNotKnown = ProblemCode(rawValue: "submission.service-not-known")
    /// There are fewer samples than the program wishes for.
    public static let fewSamples = ProblemCode(rawValue: "submission.few-samples")
    /// The checklist says one direction is affected, and every sample shows the other.
    public static let checklistContradictsSamples = ProblemCode(rawValue: "submission.checklist-contradicts-samples")
    /// Support is closed when the submission comes in: the clock starts later.
    public static let officeClosed = ProblemCode(rawValue: "submission.office-closed")
    /// The case was opened without samples, which come later.
    public static let samplesOutstanding = ProblemCode(rawValue: "case.samples-outstanding")
    /// The capture holds what should not travel without thought.
    public static let holdsSensitiveData = ProblemCode(rawValue: "capture.holds-sensitive-data")
    /// Two samples are the same call: same numbers within the same minute.
    public static let duplicateSample = ProblemCode(rawValue: "submission.duplicate-sample")
    /// The number that called is missing.
    public static let missingCallingNumber = ProblemCode(rawValue: "sample.missing-calling-number")
    /// The number that was called is missing.
    public static let missingCalledNumber = ProblemCode(rawValue: "sample.missing-called-number")
    /// The field does not hold one telephone number and nothing else.
    public static let numberNotUnderstood = ProblemCode(rawValue: "sample.number-not-understood")
    /// Digits or the area code are missing.
    public static let numberIncomplete = ProblemCode(rawValue: "sample.number-incomplete")
    /// There are more digits than a number there can have.
    public static let numberTooLong = ProblemCode(rawValue: "sample.number-too-long")
    /// The number's range is not assigned as far as the numbering plan knows.
    public static let numberNotAssigned = ProblemCode(rawValue: "sample.number-not-assigned")
    /// A short code was called; it has no area code.
    public static let shortCode = ProblemCode(rawValue: "sample.short-code")
    /// An emergency number was called.
    public static let emergencyNumber = ProblemCode(rawValue: "sample.emergency-number")
    /// The called number is written as withheld, yet it was dialled.
    public static let calledNumberWithheld = ProblemCode(rawValue: "sample.called-number-withheld")
    /// Calling and called number are the same.
    public static let sameNumber = ProblemCode(rawValue: "sample.same-number")
    /// Date and time of the call are missing.
    public static let missingTime = ProblemCode(rawValue: "sample.missing-time")
    /// The text is not understood as a date and a time.
    public static let timeNotUnderstood = ProblemCode(rawValue: "sample.time-not-understood")
    /// The time names no zone, and neither does the submission.
    public static let timeZoneMissing = ProblemCode(rawValue: "sample.time-zone-missing")
    /// Clocks were put forward over this time.
    public static let timeDoesNotExist = ProblemCode(rawValue: "sample.time-does-not-exist")
    /// The time can be more than one instant.
    public static let timeAmbiguous = ProblemCode(rawValue: "sample.time-ambiguous")
    /// The time could be read in two ways; only one was possible and was taken.
    public static let timeAssumed = ProblemCode(rawValue: "sample.time-assumed")
    /// The call lies after the submission was received.
    public static let callInFuture = ProblemCode(rawValue: "sample.call-in-future")
    /// More than two hours passed between the call's end and the submission.
    public static let callTooOld = ProblemCode(rawValue: "sample.call-too-old")
    /// The call ends before it starts.
    public static let endsBeforeStart = ProblemCode(rawValue: "sample.ends-before-start")
    /// The direction of the call is missing.
    public static let missingDirection = ProblemCode(rawValue: "sample.missing-direction")
    /// The text is no direction.
    public static let directionNotUnderstood = ProblemCode(rawValue: "sample.direction-not-understood")
    /// The direction says one thing, the customer's own numbers another.
    public static let directionContradictsNumbers = ProblemCode(rawValue: "sample.direction-contradicts-numbers")
    /// The caller's number was withheld.
    public static let withheldNumber = ProblemCode(rawValue: "sample.withheld-number")
    /// A mobile number takes part; mobile calls have many causes of their own.
    public static let mobileNumber = ProblemCode(rawValue: "sample.mobile-number")
    /// An extension stands alone, which is enough for an internal call.
    public static let internalExtension = ProblemCode(rawValue: "sample.internal-extension")
    /// The capture holds no call that fits the sample.
    public static let notInCapture = ProblemCode(rawValue: "sample.not-in-capture")
    /// Several calls of the capture fit the sample.
    public static let ambiguousInCapture = ProblemCode(rawValue: "sample.ambiguous-in-capture")
    /// The call is in the capture and differs from what was stated.
    public static let differsFromCapture = ProblemCode(rawValue: "sample.differs-from-capture")
}
