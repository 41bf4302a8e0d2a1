/// Countries as people write them.
enum CountryWords {
    /// ISO 3166-1 alpha-2 of `GB`, `uk`, `USA`, `United Kingdom`; two letters that are none are handed back in capitals,
    /// and whoever reads numbers finds no plan for them. `nil` for words that are not known.
    static func code(_ text: String) -> String? {
        let folded = text.lowercased().filter { $0.isLetter }
        if let known = names[folded] { return known }
        return folded.utf8.count == 2 && folded.utf8.allSatisfy { (0x61...0x7A).contains($0) }
            ? folded.uppercased() : nil
    }

    private static let names: [String: String] = [
        "uk": "GB", "gbr": "GB", "unitedkingdom": "GB", "greatbritain": "GB", "britain": "GB", "england": "GB",
        "scotland": "GB", "wales": "GB", "northernireland": "GB",
        "usa": "US", "unitedstates": "US", "unitedstatesofamerica": "US", "america": "US",
        "can": "CA", "canada": "CA", "irl": "IE", "ireland": "IE", "republicofireland": "IE", "eire": "IE",
        "deu": "DE", "germany": "DE", "deutschland": "DE", "fra": "FR", "france": "FR", "esp": "ES", "spain": "ES",
        "españa": "ES", "ita": "IT", "italy": "IT", "italia": "IT", "prt": "PT", "portugal": "PT",
        "nld": "NL", "netherlands": "NL", "thenetherlands": "NL", "holland": "NL", "bel": "BE", "belgium": "BE",
        "lux": "LU", "luxembourg": "LU", "che": "CH", "switzerland": "CH", "aut": "AT", "austria": "AT",
        "pol": "PL", "poland": "PL", "rou": "RO", "romania": "RO", "swe": "SE", "sweden": "SE", "nor": "NO",
        "norway": "NO", "dnk": "DK", "denmark": "DK", "fin": "FI", "finland": "FI", "aus": "AU", "australia": "AU",
        "nzl": "NZ", "newzealand": "NZ", "ind": "IN", "india": "IN", "sgp": "SG", "singapore": "SG", "jpn": "JP",
        "japan": "JP", "hkg": "HK", "hongkong": "HK", "zaf": "ZA", "southafrica": "ZA", "mex": "MX", "mexico": "MX",
        "bra": "BR", "brazil": "BR", "phl": "PH", "philippines": "PH", "are": "AE", "unitedarabemirates": "AE",
        "uae": "AE",
    ]
}
