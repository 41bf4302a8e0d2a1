/// Words that protocols, codecs and standard sentences are made of: they identify nobody.
enum ProtocolWords {
    /// Words that stay wherever text is free: reasons, product names, unknown headers.
    static let ordinary: Set<[UInt8]> = words(
        """
        invite ack bye cancel options register prack subscribe notify publish info refer message update sip sips tel urn http
        https mailto uuid rtsp rtp avp avpf savp savpf udptl udp tcp tls sctp dtls ws wss srtp rtcp rtcpxr stun turn turns ice
        application sdp xml pidf rpid json text plain html multipart mixed related alternative dialog presence reginfo
        conference watcherinfo simple summary dtmf relay signal duration sipfrag isup qsig cpim xcap resource lists audio
        video image fax msrp data ip4 ip6 in pcmu pcma gsm ilbc opus speex silk amr wb evs telephone event events cn
        red rtx ulpfec
        flexfec vp8 vp9 h261 h263 h264 h265 av1 t38 t140 g711 g711u g711a g722 g7221 g723 g726 g728 g729 g729a g729b g729ab
        l16 clearmode comfortnoise 8000 16000 32000 48000 90000
        trying ringing call is being forwarded queued session progress early terminated ok accepted no notification multiple
        choices moved permanently temporarily use proxy alternative service bad request unauthorized payment required
        forbidden not found method allowed acceptable authentication timeout gone conditional failed entity too large uri long
        unsupported media type scheme unknown priority extension interval brief small location information identity header
        provide referrer flow anonymity disallowed token missing certificate max breadth exceeded info package consent needed
        temporarily unavailable does exist loop detected hops many address incomplete ambiguous busy here terminated
        acceptable event pending undecipherable security agreement server internal error implemented gateway bad version
        message precondition failure everywhere decline declined anywhere unwanted rejected normal clearing user alerting
        answer completed elsewhere cause reason status answered error ended hangup disconnect disconnected
        network congestion circuit channel destination out of order number changed invalid format facility temporary
        switching equipment resource bearer capability interworking protocol recovery on timer expiry unspecified subscriber
        absent remote local host response responding reachable unreachable timed expired connection closed reset by peer
        required supported stale digest basic bearer md5 sha 256 sess auth int true false yes no none default active
        passive actpass holdconn sendrecv sendonly recvonly inactive open close closed confirmed proceeding trying
        cancelled replaced initiator recipient full partial state id entity call local remote target tag direction
        urgent emergency normal history session none critical header refresher uac uas norefersub eventlist replaces timer
        100rel path gruu outbound from change tdialog join histinfo answermode multiple refer sub recipient list
        keep alive upgrade websocket switching protocols get post cache control pragma user agent version ok date
        ietf params ns schema w3 org www 2001 http xmlns xsi oma encoding utf standalone
        mon tue wed thu fri sat sun jan feb mar apr may jun jul aug sep oct nov dec gmt utc
        mmtel icsi ref 3gpp ims smsip oma im kpml persist subscription disposition content forwards max length callinfo
        remotecc broadworks nortel describe setup play teardown parameter announce record aal2 hmac akav1 g726 aal vnd authenticate
        authorization presentity tuple note contact statusbasic basic person device activities model rlmi watcher list
        cpc oli p preferred asserted visited network access charging function addresses vector associated profile service
        record route via max forwards allow events accept encoding language supported require date expires min rseq rack
        retry after warning subject organization privacy timestamp referred referto diversion hist rtpmap fmtp ptime maxptime
        candidate candidates rtcp mux rsize fingerprint crypto ssrc msid cname extmap ufrag pwd pass options lite setup mid
        group bundle label tool rtcpfb nack pli ccm fir remb goog transport cc xr range inline aes cm hmac sha1 80 32
        conference persistent messages waiting message account voice urgent new old yes no
        mgcp ncs tgcp ntfy rqnt crcx mdcx dlcx auep aucx rsip epcf
        q 850 the a an to and or with for at be was has are this that it its
        asterisk freeswitch kamailio opensips pbx pjsip pjsua sipp linphone baresip gateway phone softphone soft client ua
        cisco avaya polycom yealink snom grandstream mitel sbc oracle audiocodes ribbon sonus mod sofia freepbx fpbx
        """)

    /// Words that stand where a name would and say that there is none, and what kinds of credentials and names are called.
    static let reserved: Set<[UInt8]> = words(
        """
        digest bearer uuid anonymous private withheld restricted blocked unknown unavailable asterisk s invalid localhost
        266696687 2562533 86282452253 0000000000
        """)

    /// Schemes of URIs.
    static let schemes: Set<[UInt8]> = words(
        "rtsp rtspu sip sips tel urn http https mailto im pres ws wss turn turns stun cid fax data")

    /// Names of parameters that stay, whatever becomes of their values.
    static let parameters: Set<[UInt8]> = words(
        """
        transport user method maddr ttl lr ob rport received branch tag expires q handling level cause text reason
        privacy screen party counter index refresher comp keep alg ppt info typ verstat cpc isup-oli npdi rn cic
        phone-context isub ext tgrp trunk-context username realm nonce uri response algorithm cnonce opaque qop nc stale
        domain auts id subscriptionid to-tag from-tag call-id early-only gr reg-id sip.instance sip.rendering isfocus audio
        video data automata class duplex mobility description events priority methods extensions schemes application
        actor language control message text icid-value icid-generated-at orig-ioi term-ioi term-ioi access-type utran-cell-id-3gpp
        cgi-3gpp replaces require body hidden purpose boundary charset type start mapping local-udp-port media
        sip.byeless ping vnd i p av alias mobile answer-after intercom feature outbound pub-gruu temp-gruu rip srtp
        session-expires contact to from route subject content-type accept-contact max-age secure httponly samesite expires
        postd wsrc rinstance line did ftag vsf vst lvr nat proxy hp ion orig term orig-dlg-id ua server version cache
        """)

    /// Parameters whose values identify nobody.
    static let plainParameters: Set<[UInt8]> = words(
        """
        transport user method ttl lr ob rport expires q handling level cause privacy screen party counter index refresher
        comp keep alg ppt typ verstat cpc isup-oli npdi algorithm qop nc stale early-only reg-id methods type charset
        answer-after purpose
        """)

    private static func words(_ text: String) -> Set<[UInt8]> {
        Set(text.utf8.split { $0 == 0x20 || $0 == 0x0A }.map { Array($0) })
    }
}
