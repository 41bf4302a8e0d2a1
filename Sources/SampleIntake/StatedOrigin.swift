extension SampleChecker {
    /// A submission with what whoever takes it in knows: the country of numbers in national form and the zone of times.
    ///
    /// What the submission says itself stands. It comes back as it is where nothing is to be added, or where it has faults
    /// of form, which are better told of the original; else as JSON, which holds the same samples and fields.
    public func stating(
        country: String?, timeZone: String?, in bytes: [UInt8], format: SubmissionFormat? = nil
    ) -> [UInt8] {
        guard country != nil || timeZone != nil else { return bytes }
        var draft = SubmissionReader(policy: policy).read(bytes, format: format)
        let isCountryNew = country != nil && draft.stated(.country) == nil
        let isZoneNew = timeZone != nil && draft.stated(.timeZone) == nil
        guard isCountryNew || isZoneNew, !draft.isUnreadable, draft.problems.allSatisfy({ $0.severity == .advice })
        else { return bytes }
        if let country { draft.state(.country, country) }
        if let timeZone { draft.state(.timeZone, timeZone) }
        return draft.json()
    }
}
