"""What mail servers say when they do not take a mail: phrases of many makes and languages, by reason.

A new sentence of a server is a row here and a row in the tests, never a branch.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache

from maild.model import Reason

# Chinese and Japanese put no blanks between words: each sign is one. (Ranges: CJK, kana, Hangul.)
_WORD = re.compile(r"[\u3040-\u9fff\uac00-\ud7af]|[^\W\u3040-\u9fff\uac00-\ud7af]+")
_ASCII_WORD = re.compile(r"\w+", re.ASCII)

# A phrase is folded (lower case, no accents, single blanks); " … " stands for at most 90 characters
# between its pieces. It begins at a word's start. Earlier reasons win.
PHRASES: Mapping[Reason, str] = {
    Reason.AUTH_FAILURE: """
        authentication information
        not authorized to send mail from
        dmarc
        spf check
        spf fail
        spf record
        spf validation
        spf softfail
        spf hardfail
        spf policy
        spf sender
        sender policy framework
        fails spf
        failed spf
        not pass spf
        pass spf
        dkim signature … fail
        dkim … not pass
        dkim verification
        dkim check
        dkim failed
        no spf
        no valid spf
        no dkim
        valid spf record
        unauthenticated email
        unauthenticated mail
        unauthenticated sender
        authentication checks fail
        multiple authentication checks failed
        sender authentication … fail
        email … authentication … fail
        authentication policy
        message failed authentication
        does not pass … authentication
        not authorized to send … on behalf
        not authorized … spf
        is not allowed to send mail from
        not permitted to send mail from
        domain owner discourages use of this host
        openspf
        sender id … fail
        senderid
        domain's published policy
        violates … published policy
        khong vuot qua xac thuc
        xac thuc spf
        sender is unauthenticated
        requires all senders to authenticate
        required authentication level
        mi:spf
        dkim: encountered
        dkim … signature verification
        open-spf
        spf unauthorized
        spf: fail
        ban ghi spf
        chu ky dkim
        kiem tra dkim
        kiem tra spf
        kiem tra dmarc
        spf mail from
        spf … check failed
        spf settings
        dkim signature
        passing dkim
        passing spf
        by spf
        spf authentication
        spf alignment
    """,
    Reason.REQUIRE_PTR: """
        mismatches client ip
        reverse dns
        rdns
        reverse-dns
        reverse lookup
        reverse hostname
        reverse mapping
        reverse ip
        ptr record
        ptr lookup
        dns ptr
        no ptr
        missing ptr
        valid ptr
        ptr resource record
        unverifyable sending ip
        unverifiable sending ip
        client host rejected: cannot find your
        cannot find your hostname
        cannot find your reverse
        cannot resolve your address
        can't resolve your
        unresolvable relay host
        ip name lookup failed
        ip name is not resolvable
        no matches to nameserver query … relay
        forward-confirmed
        fcrdns
        domain of the sending server does not resolve
        all mail servers must have
        does not match its reverse
        ip address does not have a … host name
        ban ghi ptr
        your ptr
        client host name not found
        unknown client host
        khong tim thay ptr
    """,
    Reason.GREYLISTED: """
        greylist
        greylisted
        greylisting
        graylist
        graylisted
        graylisting
        grey listed
        grey-listed
        grey list
        grey listing
        gray listed
        postgrey
        temporarily greylisted
        danh sach xam
        unknown sender triplet
        ip triplet
        sender/recipient/ip
    """,
    Reason.RATE_LIMITED: """
        too many recipients
        frequency limited
        too many sessions
        rate limit
        rate limited
        rate-limit
        rate limiting
        ratelimit
        rate that … mail
        unusual rate
        receiving mail too quickly
        receiving mail at a rate
        too many connection
        too many connections
        too many concurrent
        too many simultaneous
        too many messages
        too many mails
        too many emails
        too many recipients this
        too many recipients received
        too much mail
        too frequent
        sending too fast
        too fast
        throttle
        throttled
        throttling
        connection limit
        connection rate
        message rate
        sending limit
        sending quota
        exceeded … sending
        max number of messages … session
        maximum number of messages per session
        concurrent connections
        concurrency limit
        connections from … exceeded
        daily limit
        hourly limit
        daily sending quota
        limit for … per hour
        limits … messages per
        exceeds the limit of messages
        exceeded the maximum number of messages
        maximum sending rate
        per-sender
        volume of mail
        gui qua nhieu
        vuot qua gioi han gui
        vuot qua so luong thu
        limits for how many messages
        too many errors
        qua nhieu ket noi
        qua nhieu thu
        qua nhieu nguoi nhan
        qua nhieu yeu cau
        max emails per hour
        emails per hour
        mails per hour
        messages per hour
        concurrent server connections
        allowable number
        try again slower
        too quickly
        gui thu qua nhanh
        gui qua nhanh
        vuot qua so luong
        vuot so luong
        vuot so thu
        vuot han muc gui
        trop de connexions
        trop de messages
        zu viele verbindungen
        demasiadas conexiones
        unusual sending activity
        messaging limit
        vuot qua so thu
        so thu duoc phep gui
        rate exceeded
        exceeded … rate
        number of connections
        failures per hour
        sent too many
        slow down
        message quota
        quota of … hour
        quota of … day
        quota … per hour
        quota … per day
        quota for your
        messages/hour
        mails/hour
        simultaneous sessions
        simultaneous connections
        recipients per day
        recipients per hour
        gui qua so luong
        gioi han ket noi
        rcpt limit
        rcpt numbers
        number of rcpt
        hl:icc
        hl:ifc
        per connection
        per session
    """,
    Reason.FAILED_STARTTLS: """
        must issue a starttls
        must use tls
        starttls required
        starttls is required
        requires starttls
        requires tls
        require tls
        tls required
        tls is required
        tls not available
        tls handshake
        tls negotiation
        starttls failed
        failed to negotiate tls
        cannot start tls
        cannot establish … tls
        starttls not offered
        not offer starttls
        encryption required
        ssl handshake
        starttls command first
        tlsrequired
        mta-sts
        server certificate not
        certificate … not verified
        dane
        certificate validation fail
        certificate … validation
        certificate … untrusted
        untrustedroot
        ket noi tls
        tls version
        tls 1
        tlsv1
        tls session
        tls connect failed
        tls … alert
        requires … tls
    """,
    Reason.BAD_REPUTATION: """
        unexpected volume
        user complaints
        bad reputation
        low reputation
        poor reputation
        very low reputation
        reputation score
        sender reputation
        domain reputation
        reputation of the sending
        reputation is
        reputation too low
        senderscore
        sender score
        uy tin kem
        uy tin thap
    """,
    Reason.NOT_COMPLIANT_RFC: """
        rfc compliant
        rfc-compliant
        rfc 5322
        rfc5322
        rfc 2822
        rfc2822
        rfc 822
        rfc 5321
        not rfc
        violates rfc
        non-compliant
        not compliant
        bare lf
        bare line feed
        bare linefeed
        bare newline
        missing from header
        missing or malformed
        missing valid
        missing message-id
        messages missing a valid
        multiple from headers
        multiple addresses in from
        duplicate header
        header syntax
        malformed header
        malformed mime
        no resent-from field
        message headers fail syntax
        line length exceeded
        8-bit header
        invalid header
        header field … invalid
        bare linefeeds
        barelinefeedsareillegal
        should have one or no
        message is malformed
        multiple from addresses
        bad_header
        bad header
        message-id header
        from: address
        tieu de thu khong
        tieu de thu … sai
        tieu de thu … khong hop le
        loi tieu de thu
        more than one from
        more than one … header
        not conform
        does not conform
        without … header
        without … field
        missing … header
        missing … field
    """,
    Reason.BLOCKED: """
        a problem occurred. (ask your postmaster
        not accepting connections
        permanent failure for one or more recipients … blocked
        spamhaus
        spamcop
        sorbs
        barracudacentral
        barracuda reputation
        dnsbl
        dnsbls
        rbl
        rbls
        uceprotect
        senderbase
        proofpoint dynamic reputation
        cloudmark sender intelligence
        invaluement
        mail-abuse
        sender.office.com
        delist
        delisting
        blocklist
        block list
        blocklisted
        blacklist
        blacklisted
        black list
        black listed
        blacklists
        black-listed
        banned sending ip
        banned ip
        ip … banned
        ip … blocked
        ip … is blocked
        ip … on a block
        ip … block list
        ip address … rejected
        your ip
        your host … blocked
        your network is temporary blacklisted
        blocked by
        blocked using
        blocked for abuse
        blocked from
        has been blocked
        temporarily blocked
        connection refused by policy
        connection dropped … policy
        connections not accepted from
        not accepting connections from
        connection rejected
        connection from … rejected
        client host … blocked
        client host rejected
        client host … rejected
        connection denied
        connection not authorized
        host … is not allowed to connect
        refuses to talk
        refused to talk
        not allowed to connect
        dynamic ip
        dynamic address
        dynamically
        dynamic/residential
        residential
        use the smtp server of your isp
        use your isp
        service refuse
        service refused
        service refusee
        ofr_
        ofr004
        access denied … ip
        access denied, banned
        sending mta
        sending ip
        ip … reputation
        name was rejected
        helo command rejected
        helo … rejected
        invalid domain name
        invalid ehlo
        invalid helo
        not allowed by dns block
        hosts with dynamic
        no access from mail server
        rejected for policy reasons … ip
        transaction failed … blocked
        email blocked
        server access forbidden
        danh sach den
        ip bi khoa
        will be permanently deferred
        not authorized to send email directly
        not authorized to send mail directly
        ip … bi chan
        may chu … bi chan
        ten mien … bi chan
        blocked - see
        messages from … weren't sent
        from your network
        bad helo
        country of origin
        from your country
        not in whitelist
        not whitelisted
        danh sach chan
        bad sender ip
        denied [bl]
        ip profile
        network not allowed
        open proxy
        suspiciously like spammer
        server requires confirmation
        access to submit messages
        go away
        helo name
        helo … not exist
        helo … not found
        whitelist
        bad history
        is listed by
        abuseat
        deny list
        denylist
        blocked until
        被列入黑名单
        列入黑名單
        в черном списке
        занесен в черныи список
        confirm this mail server
        zombied
        invalid ip for
        authorized to deliver mail from
        authorized to send from your ip
        tu choi ket noi tu dia chi
        tu choi dia chi ip
        tu choi ket noi tu may chu
        block for spam
        blocked for spam
        direccion ip … bloquead
        endereco ip … bloquead
        adresse ip … bloqu
        adresse ip … liste
        ip-adresse … gesperrt
        ip-adresse … blockiert
        indirizzo ip … bloccat
        country not allowed
        country is not allowed
        geographic region
        geographic location
        geo-block
        geoblock
        geoip
        hl:ipb
        client address
        ip address … unknown
        ip address is not
        ip address not
        ip address unknown
        dia chi ip khong
        dia chi ip … bi
        dia chi may chu gui
        address of your server
        address you connect from
        dictionary attack
        harvest attack
        listed at
        is listed in
        is listed on
        invalid ip
        hl:rep
        hl:mep
        helo … invalid
        ehlo … invalid
        registered as spammer
        message from … deferred
        messages from … deferred
        your mailserver
        your mail server … rejected
        your mail server … blocked
        ip= … a problem occurred
    """,
    Reason.VIRUS_DETECTED: """
        virus
        viruses
        malware
        infected
        trojan
        worm
        clamav
        phishing
        malicious
        ma doc
        vi-rut
        vi rut
        virut
        doc hai
    """,
    Reason.SPAM_DETECTED: """
        message content rejected
        ube
        ofr_506
        mcspamsignature
        unsolicited mail
        spam
        spammy
        spam-like
        spamassassin
        unsolicited
        junk mail
        bulk mail
        considered bulk
        looks like spam
        considered spam
        anti-spam
        antispam
        unsolicited bulk
        message content rejected … bulk
        high on spam
        ctasd
        greetpause
        identified as spam
        content spam
        thu rac
        quang cao
        score too high
        content filter rejection
        rejected by content scanner … spam
        uribl
        surbl
        url … listed
        generating substantial complaints
        refused by aisp
        dt:spm
        mail content denied
        moved to quarantine
        quarantined as
        spamtrap
        spam trap
        as junk
        垃圾邮件
        垃圾郵件
        迷惑メール
        스팸
        спам
        spamm
        rampspost
    """,
    Reason.CONTENT_ERROR: """
        content presents a
        message content … not
        contains … attachment
        attachment type
        attachments of type
        attachment … not allowed
        attachment … not permitted
        attachment … blocked
        attachment … removed
        attachment … rejected
        attachment … prohibited
        attachments not allowed
        executable attachment
        file type … not
        file extension
        banned file
        banned name
        banned attachment
        prohibited attachment
        forbidden attachment
        contained … attachment
        content not
        content blocked
        content violat
        content filter
        content error
        content policy
        rejected due to content
        rejected content
        message contains
        content of the message
        5.6.0 … media error
        media error
        conversion
        unsupported charset
        unsupported language
        dinh kem
        noi dung thu
        noi dung khong
        suspicious url
        suspicious content
        body type not supported
        improper use of 8-bit
        message filtered
        illegal attachment
        illegal character
        message can not be read
        message cannot be read
        vi pham noi dung
        content inspection
        smtputf8
        8bitmime
        reject, id … banned
        invalid data in message
        password protected
        password-protected
        encrypted attachment
        encrypted archive
        binary content
        charset not supported
        unacceptable attachment
        executable content
        body filtered
        mime complexity
        mime structure
        the file … not allowed
        file type … not allowed
        dinh dang tep khong
        dinh dang file khong
        loai tep khong
        invalid attachment
        key for … encryption
        encryption key
        attachment count
        number of attachments
        too many attachments
        reject content
        rejects content
        content reject
        character set
        non-latin
        non-western
        invalid structure
        invalid mime
    """,
    Reason.MESG_TOO_BIG: """
        message … too big
        message is too large
        data too large
        too big for system
        too large to
        message too big
        message too large
        message is too big
        message is too large
        message size exceeds
        message file too big
        message length exceeds
        message length limit
        message header size … exceed
        max message size
        maximum message size
        maximum … message size
        maximum size
        message … too large
        message … exceeds … size
        size limit
        size of the message … exceed
        size of this message
        exceeds size
        exceeds maximum
        exceeds the maximum
        exceeds fixed maximum
        exceeded … message size
        exceeds administrative limit
        exceeds limit … size
        exceed … size limit
        exceeding … size
        mail size
        mail too large
        mail is too large
        email too large
        data size exceeded
        data size exceeds
        larger than
        line limit exceeded
        too big for
        size exceed
        size is … larger
        kich thuoc
        dung luong thu
        thu qua lon
        qua lon
        resolver.rst.sendsizelimit
        resolver.rst.recipsizelimit
        sizelimit
        message size is
        邮件过大
        邮件太大
        郵件過大
        超过大小
        超过最大
        超过邮件大小
        слишком большо
        превышает максимальныи размер
        превышает допустимыи размер
        zu gross
        zu groß
        zbyt duza
        troppo grande
        te groot
        dung luong lon hon
    """,
    Reason.MAILBOX_FULL: """
        mailbox full
        mailbox is full
        mailbox … is full
        mailbox … full
        mailfolder is full
        mail folder is full
        mail box full
        mail box is full
        mailbox … over
        mailbox … exceed
        mailbox … exceeded
        mailbox exceeds
        mailbox size
        mailbox has exceeded
        mailbox storage
        mailbox space
        mail box space
        mailbox quota
        mailbox limit
        mailbox … quota
        inbox is full
        inbox full
        account is full
        account is over
        account … full
        over quota
        overquota
        over-quota
        over its quota
        over their quota
        over the quota
        over disk quota
        over the allowed
        over the maximum allowed
        over storage
        out of storage
        quota exceeded
        quota exceed
        quota violation
        quota has been exceeded
        quota full
        quota is
        quota reached
        quota for
        quotaexceeded
        quotaexceededexception
        mapiexceptionshutoffquotaexceeded
        exceeded … quota
        exceeds … quota
        exceed … quota
        exceeding … quota
        exceeded storage
        exceeded its quota
        exceeded his quota
        exceeded the quota
        exceeded its storage
        exceeded … storage
        storage limit
        storage allocation
        storage quota
        disk quota
        quota
        insufficient space in mailbox
        not enough space in
        not enough storage space available for
        not enough disk space … user
        no space in mailbox
        not have enough space
        not enough space
        no storage space
        too many messages in … mailbox
        number of messages in … mailbox
        too many messages on this mailbox
        user … is full
        recipient's mailbox is full
        recipient overquota
        over its limit
        over the limit
        maildir full
        maildir overdrawn
        maildelivery over
        user has too many messages
        has exceeded … limit
        mailbox_is_full
        recipientoverquota
        storedrv.deliver … quota
        hop thu day
        hop thu da day
        hop thu … da day
        hop thu … day
        hom thu … day
        hom thu day
        day hop thu
        vuot dung luong
        vuot qua dung luong
        het dung luong
        dung luong hop thu
        vuot han muc
        vuot qua han muc
        qua han muc
        han muc
        mailbox voll
        boite pleine
        boite aux lettres pleine
        buzon lleno
        buzon … lleno
        casilla llena
        cuota excedida
        caixa … cheia
        casella piena
        casella … piena
        skrzynka … pelna
        qua dung luong
        destinataire pleine
        not sufficient disk space
        space has been used up
        space is used up
        exceeds storage
        dinh muc
        khong du dung luong
        邮箱已满
        邮箱满
        信箱已满
        空间已满
        空间不足
        容量已满
        容量不足
        超出容量
        超过容量
        存储空间 … 满
        容量を超
        容量超過
        容量か超
        満杯
        용량이 초과
        용량 초과
        용량을 초과
        편지함이 가득
        메일함이 가득
        переполнен
        превышена квота
        превышен лимит почтового ящика
        превышен размер почтового ящика
        недостаточно места
        postkast on tais
        postkast taynud
        kvoot … taynud
        kvoodi
        skrzynka … pełna
        przepełniona
        przekroczono limit skrzynki
        quota superata
        postvak … vol
        postvak vol
        mailbox is vol
        opslaglimiet
        postfach … voll
        postfach voll
        posta kutusu dolu
        kota asıldı
        schranka … plna
        schranka je plna
        user is out of disk
        user … out of space
        cuota
        speicherplatz
        not enough storage space in
        not enough storage in
        not enough … space in
        insufficient space in
        insufficient storage space in
    """,
    Reason.SUSPEND: """
        account disabled
        account is disabled
        account … disabled
        account … is disabled
        account has been disabled
        account that you tried to reach is disabled
        account … suspended
        account has been suspended
        account suspended
        account … inactive
        account inactive
        account is inactive
        account … deactivated
        account … locked
        account is locked
        account locked
        account … expired
        account … blocked
        account … closed
        account … discontinued
        account … temporarily unavailable
        account … temporarily
        account … not active
        account … frozen
        account … on hold
        account that you tried to reach is inactive
        account unavailable
        account is unavailable
        account is not accepting
        account has been blocked
        account is temporarily
        mailbox disabled
        mailbox is disabled
        mailbox … disabled
        mailbox inactive
        mailbox is inactive
        mailbox … inactive
        mailbox … suspended
        mailbox … locked
        mailbox locked
        mailbox … blocked
        mailbox … frozen
        mailbox frozen
        mailbox … deactivated
        mailbox currently suspended
        mailbox temporarily disabled
        mailbox temporarily
        mailbox … not active
        user … disabled
        user is disabled
        user disabled
        user … suspended
        user suspended
        user … inactive
        user inactive
        user is inactive
        user … locked
        user … deactivated
        user … not active
        user not active
        user account is expired
        recipient … disabled
        recipient … suspended
        recipient … inactive
        recipient … locked
        recipient suspend
        recipient is inactive
        recipient is disabled
        address … disabled
        address … suspended
        address … deactivated
        email … disabled
        email … suspended
        email account … disabled
        domain … suspended
        domain is suspended
        disabled due to inactivity
        due to inactivity
        due to prolonged inactivity
        invalid/inactive user
        currently suspended
        temporarily suspended … user
        disabled or discontinued
        boite aux lettres … desactivee
        adresse d'au moins un destinataire … inactive
        cuenta … suspendida
        cuenta … desactivada
        cuenta … inactiva
        expirado por falta de uso
        desactivado
        conta … suspensa
        conta … desativada
        bi khoa
        da khoa
        tam khoa
        bi dinh chi
        bi vo hieu
        vo hieu hoa
        ngung hoat dong
        ngung su dung
        ngunng su dung
        tam ngung
        tam dung
        dang bi khoa
        khong con hoat dong
        khong hoat dong
        che do bao tri
        accountdisabled
        accountdisabledexception
        not activated
        domain … expired
        mailbox closed
        mailbox is closed
        hop thu … bi dong
        tai khoan … bi dong
        hop thu da dong
        het han su dung
        archived recipient
        inactive account
        deactivated mailbox
        deactivated account
        ngung phuc vu
        已停用
        已被停用
        被禁用
        已禁用
        被冻结
        已冻结
        被锁定
        利用停止
        停止されて
        ящик заблокирован
        ящик отключен
        учетная запись отключена
        учетная запись заблокирована
        пользователь заблокирован
        аккаунт заблокирован
        konto zablokowane
        konto gesperrt
        account sospeso
        account is terminated
        account terminated
        chua duoc kich hoat
        chua kich hoat
        nicht mehr aktiv
        ten mien … het han
        tai khoan … het han
        no longer active
        plus actif
        plus active
        n'est plus actif
        inactivo
        inattivo
        suspended user
        suspended account
        suspended mailbox
        suspended recipient
        disabled user
        disabled account
        disabled mailbox
        disabled recipient
        inactive mailbox
        inactive mbox
        inactive recipient
        locked user
        locked account
        locked mailbox
        frozen account
        frozen mailbox
        expired account
        is now disabled
        x is disabled
        x is deactivated
        x is inactive
        x is expired
    """,
    Reason.HAS_MOVED: """
        has moved
        user has moved
        user moved
        address has changed
        address … changed
        has been replaced by
        moved permanently
        account has moved
        user not local; please try
        user not local
        please try forwarding
        no longer … use … instead
        new address
        new email address
        da chuyen sang
        chuyen sang dia chi
        doi dia chi
        dia chi moi
        thay doi dia chi
        please use x
        please use … instead
        please use the new
        please use my
        user … moved to
        recipient … moved to
        account … moved to
        mailbox … moved to
        address … moved to
        customer … moved to
        employee … moved to
        address … has changed
        address … been replaced
        address has been changed
        email … has changed to
    """,
    Reason.REJECTED: """
        sender rejected
        sender … rejected
        sender address rejected
        sender address … rejected
        sender address
        sender verify failed
        sender verification
        sender domain
        sender denied
        sender is denied
        sender not
        sender unknown
        sender … not allowed
        sender … not exist
        sender … does not exist
        sender is not
        sender refused
        sender blocked
        sender … denied
        sender … unknown
        sender invalid
        invalid sender
        invalid domain in … from
        unroutable sender
        unrouteable sender
        bad sender
        blocked sender
        denied sender
        envelope sender
        return path … rejected
        domain of sender address
        domain of the sender
        verify sender
        verifying sender
        could not verify … sender
        mail from … domain
        mail from … not
        mail from … denied
        mail from … rejected
        mail from command … reject
        from address
        backscatter
        bounce … rejected
        <> … rejected
        <> denied
        not accepting mail from
        not accept mail from
        not accept messages from
        refused mail from
        rejecting mail from
        does not accept … from
        do not accept mail from
        does not accept mail from your
        no dns a-data returned
        can't verify
        resolver.rst.restricted … sender
        nguoi gui … khong
        nguoi gui bi tu choi
        tu choi nguoi gui
        dia chi nguoi gui
        sending to/from an address that has been blacklisted
        address rejected … sender
        callback verification
        sender callout
        sender verify callout
        permission to post
        not allowed to post
        restricted to members
        non-member
        members-only
        restricted to … members
        restricted to … subscribers
        only subscribers
        only members
        incorrect sender
        return path address
        return path … not exist
        sender's
        sending domain
        домен отправителя
        адрес отправителя
        отправитель … не
        отправителя … не
        отправитель отклонен
        发件人 … 不存在
        发件人域名
        发件人地址
        发件人被拒
        寄件者 … 不存在
        寄件人 … 不存在
        送信者 … 見つかりません
        送信元
        差出人 … 見つかりません
        발신자
        보낸 사람 … 찾을
        보낸 사람 … 존재하지
        absender … nicht
        absenderadresse
        absenderdomain
        mittente … non
        mittente … inesistente
        expediteur … n'existe
        expediteur … inconnu
        remitente … no existe
        remitente desconocido
        remetente … nao
        afzender … niet
        nadawca … nie
        nadawcy … nie
        saatja … ei
        odesilatel … neexistuje
        gonderen … bulunamadı
        batv
        fully qualified email address
        sender is spammer
        sender is a spammer
        access denied for sender
        chi nhan thu tu
        callback setup failed
        sender … blacklisted
        mi:spb
        return address
        reply address
        bounce address
        reply-to address
        tai khoan gui
        dia chi gui thu
        dia chi gui khong
        mailbox name in mail from
        originator
        ten mien gui
        domain gui
        from: domain
        denies the sender
        sender email
        sender e-mail
        mailfrom
    """,
    Reason.NOT_ACCEPT: """
        indicated no smtp service
        no smtp service
        doesn't receive email
        does not receive email
        doesn't accept mail
        doesn't accept email
        null mx
        nullmx
        does not accept mail
        does not accept email
        does not accept any mail
        does not receive mail
        not accept mail
        domain does not accept
        domain … does not accept
        this host does not accept
        host/domain does not accept
        we do not accept mail
        no longer accepts mail
        do not accept mail
        name server: . … host not found
        mx … .: … no mail
        sends and receives no mail
        khong nhan thu
        invalid mail exchanger or ip
        couldn't find a mail exchanger or ip
        mail receiving disabled
        not accepting mail … domain
    """,
    Reason.NO_RELAYING: """
        not configured to relay
        email address is not verified
        relay through
        relay access denied
        relay denied
        relay not permitted
        relay not allowed
        relay … not allowed
        relay … denied
        relay operation
        relay refused
        relaying denied
        relaying not
        relaying is
        relaying to
        relaying mail
        relaying prohibited
        relaying blocked
        relaying disallowed
        not relay
        not relaying
        no relaying
        no relay
        unable to relay
        cannot relay
        can't relay
        does not relay
        do not relay
        won't relay
        will not relay
        refuse to relay
        refused relay
        not a relay
        not an open relay
        open relay
        as a relay
        that domain isn't in my list of allowed rcpthosts
        rcpthosts
        not permitted to relay
        is not permitted to relay
        mail server requires authentication when attempting to send to a non-local
        insecure mail relay
        routing to … denied
        not hosted here
        not local
        third party relay
        chuyen tiep bi tu choi
        khong duoc phep chuyen tiep
        required for relay
        required to relay
        authentication … before relay
        khong duoc phep gui thu qua
        khong cho phep chuyen tiep
        relay domain
        tu choi relay
        tu choi chuyen tiep
        forwarding through
        unauthorized relay
        unauthorised relay
    """,
    Reason.HOST_UNKNOWN: """
        domain is not reachable
        host unknown
        unknown host
        host not found
        host … not found
        host or domain name not found
        domain name not found
        domain not found
        domain … not found
        domain … does not exist
        domain does not exist
        domain … doesn't exist
        domain … not exist
        domain doesn't exist
        domain must exist
        domain is not valid
        domain name … not
        domain invalid
        no such domain
        no such host
        unknown domain
        unknown mail host
        invalid domain
        non-existent domain
        non-existent host
        nonexistent domain
        nxdomain
        could not find any host
        couldn't find any host
        couldn't find a … host named
        unable to find any host
        no matching … domain
        unrouteable mail domain
        unrouteable address
        unroutable mail domain
        unroutable domain
        unroutable address
        name or service not known
        name service error for … host not found
        dns lookup failure: host
        bad destination system
        bad destination mailbox … system
        bad destination domain
        destination server not found
        recipient address … domain not found
        recipient's domain … not exist
        no mail exchanger
        no mx
        no route to … domain
        badrecipientdomain
        illegal host/domain
        address resolution of … failed
        account or domain may not exist
        dns error: domain name not found
        dns error: … domain
        domaine inconnu
        dominio inexistente
        ten mien khong ton tai
        ten mien … khong ton tai
        khong tim thay ten mien
        khong tim thay may chu
        no mail hosts
        unresolvable domain
        khong phan giai duoc ten mien
        khong phan giai … ten mien
        域名不存在
        域名错误
        找不到域名
        域名解析失败
        домен не существует
        домен … не существует
        домен не наиден
        домен … не наиден
        domena nie istnieje
        dominio inesistente
        domeinnaam bestaat niet
    """,
    Reason.USER_UNKNOWN: """
        check if address is correct
        err.nosuchuser
        nosuchuser
        not listed in … directory
        user name is not
        mailbox … not found
        mailbox not available
        not a registered
        user unknown
        user … unknown
        unknown user
        unknown … user
        unknown recipient
        unknown local part
        unknown local-part
        unknown account
        unknown address
        unknown mailbox
        unknown or illegal
        unknown alias
        unknown e-mail
        unknown email
        recipient unknown
        recipient … unknown
        recipient not found
        recipientnotfound
        recipnotfound
        recipient … not found
        recipient name is not recognized
        recipient … not recognized
        recipient not recognised
        recipient does not exist
        recipient … not exist
        recipient … doesn't exist
        recipient … does not exist
        recipient no longer
        recipient … no longer
        recipient invalid
        recipient … invalid
        recipient is invalid
        recipient … rejected … not … exist
        recipient address does not
        invalid recipient
        invalid recipients
        invalid user
        invalid address
        invalid mailbox
        invalid … mailbox
        invalid … recipient
        invalid account
        invalid final delivery userid
        invalid local
        invalid email
        illegal user
        illegal alias
        no such user
        no such recipient
        no such mailbox
        no such account
        no such address
        no such person
        no such email
        no such … user
        no such … here
        no such local
        no valid recipients
        no mailbox
        no mailbox here
        no account
        no mail account
        no such mail account
        no valid account
        no user account
        no active account
        no known account
        no existing account
        no user
        no email account
        no longer valid
        no longer exists
        no longer in use
        no longer on
        no longer with
        no longer accepts
        no longer have
        not a valid user
        not a valid mailbox
        not a valid recipient
        not a valid address
        not a valid
        not a known user
        not a … user
        not a local
        not an active address
        not listed in
        not our customer
        not exist
        does not exist
        doesn't exist
        do not exist
        did not exist
        bad address
        bad destination mailbox
        bad recipient
        bad user
        user not found
        user … not found
        user not exist
        user … does not exist
        user doesn't exist
        user doesn't have
        doesn't have a … account
        does not have an account
        does not have a … account
        does not have a final
        user … not listed
        user not known
        user invalid
        user is unknown
        userunknown
        user rejected
        user's … not found
        mailbox not found
        mailbox unknown
        mailbox does not
        mailbox … does not exist
        mailbox … doesn't exist
        mailbox unavailable
        mailbox unavailable or access
        mailbox invalid
        mailbox … not exist
        mail box … not
        address not found
        address … not found
        address unknown
        address … unknown
        address does not exist
        address … does not exist
        address … not exist
        address … doesn't exist
        address wasn't found
        address … couldn't be found
        couldn't be found
        wasn't found
        could not be found
        address invalid
        address is not valid
        address … not valid
        address error
        address rejected: undeliverable
        undeliverable address
        not found by smtp address lookup
        account not found
        account … not found
        account does not exist
        account … does not exist
        account … doesn't exist
        account doesn't exist
        account … not exist
        account … unavailable … exist
        account … deleted
        account … no longer
        account … terminated
        account that you tried to reach does not exist
        account is no longer
        account … not valid
        account unknown
        account removed
        account … cancelled
        account invalid
        account … invalid
        verify the address
        recipient … deleted
        unrouteable
        unroutable
        resolver.adr
        adresse inconnue
        adresse d'au moins un destinataire invalide
        destinataire inconnu
        boite inconnue
        utilisateur inconnu
        usuario desconocido
        usuario no existe
        usuario … no existe
        no existe
        no se encontro
        destinatario desconocido
        destinatario no
        direccion … no existe
        nao existe
        utente sconosciuto
        non esiste
        empfanger … nicht
        benutzer … nicht
        unbekannter empfanger
        gibt es nicht
        nie istnieje
        khong ton tai
        khong tim thay dia chi
        khong tim thay nguoi dung
        khong tim thay nguoi nhan
        khong tim thay hop thu
        khong tim thay tai khoan
        khong co nguoi dung
        khong co tai khoan
        khong co hop thu
        khong con ton tai
        khong con su dung
        tai khoan da bi xoa
        dia chi khong dung
        sai dia chi
        nguoi dung khong xac dinh
        nguoi nhan khong xac dinh
        nghi huu
        da nghi viec
        khong dung dia chi
        mapiexceptionunknownuser
        khong con duoc su dung
        not our user
        no longer works
        no longer employed
        left the company
        left the organization
        khong co thuc
        chua duoc cap
        not present in directory
        mailbox not present
        no mail box
        not known at
        not known here
        not found in the recipient
        couldn't find … mailbox
        badrcptto
        badrecipientto
        validrcptto
        no one at this address
        missing home directory
        adresse nicht gefunden
        nessun utente
        boite aux lettres inconnue
        mailbox name not allowed
        bad destination email
        bad destination address
        unknown destination
        nguoi nhan … khong hop le
        nguoi dung … khong hop le
        dia chi … khong hop le
        hop thu … khong hop le
        tai khoan … khong hop le
        khong tim thay … hop thu
        khong tim thay … nguoi nhan
        khong tim thay … nguoi dung
        khong tim thay … tai khoan
        khong tim thay … dia chi
        khong tim thay email
        tai khoan … da bi xoa
        hop thu … da bi xoa
        dia chi … da bi xoa
        nguoi dung … da bi xoa
        unable to verify … user
        unable to verify … recipient
        unable to verify … address
        unable to verify … mailbox
        user … no longer available
        mailbox … no longer available
        address … no longer available
        account … no longer available
        recipient … no longer available
        email … no longer available
        e-mail … no longer available
        person … no longer available
        mailbox … was deleted
        mailbox has been deleted
        mailbox … has been removed
        khong co tren he thong
        khong co tren may chu
        nguoi nhan khong chinh xac
        dia chi … khong chinh xac
        用户不存在
        用戶不存在
        收件人不存在
        邮箱不存在
        信箱不存在
        地址不存在
        帐号不存在
        账号不存在
        帳號不存在
        账户不存在
        账号未找到
        不存在，邮件无法送达
        地址 … 不存在
        查无此
        查無此
        用户未找到
        找不到用户
        找不到收件人
        无效的收件人
        收件人无效
        收件人地址无效
        无此用户
        無此使用者
        不存在的用户
        宛先不明
        あて先不明
        宛先か見つかりません
        アトレスか見つかりません
        見つかりません
        存在しません
        存在しない
        존재하지 않
        찾을 수 없
        없는 사용자
        없는 계정
        잘못된 주소
        не существует
        не наиден
        неизвестныи пользователь
        неизвестныи получатель
        пользователь неизвестен
        получатель неизвестен
        адресат неизвестен
        нет такого пользователя
        нет такого адреса
        несуществующии
        несуществующего
        неверныи адрес
        недеиствительныи адрес
        адрес недеиствителен
        aadressi ei leitud
        kasutajat ei
        ei leitud
        ei ole olemas
        tundmatu kasutaja
        nieznany odbiorca
        nieznany uzytkownik
        nieznany adres
        nie znaleziono
        destinatario sconosciuto
        destinatario inesistente
        indirizzo … inesistente
        casella inesistente
        onbekende gebruiker
        onbekende ontvanger
        bestaat niet
        niet gevonden
        neexistuje
        neznamy uzivatel
        neznamy prijemce
        kullanıcı bulunamadı
        kullanici bulunamadi
        adres bulunamadı
        bilinmeyen kullanıcı
        receiver not found
        receiver unknown
        unknown receiver
        no entry matches
        recipient not on file
        user not on file
        address not on file
        address is not registered
        mailbox is not registered
        user is not registered
        email is not registered
        email chua duoc dang ky
        dia chi chua duoc dang ky
        hop thu chua duoc dang ky
        tai khoan chua duoc dang ky
        nguoi nhan chua duoc dang ky
        can't accept user
        non-existent user
        non existent user
        nonexistent user
        non-existent recipient
        non-existent mailbox
        non-existent account
        recipient not ok
        envelope recipient has been denied
        khong co that
        hop thu da duoc thu hoi
        hop thu da thu hoi
        hop thu da bi thu hoi
        tai khoan da duoc thu hoi
        tai khoan da thu hoi
        tai khoan da bi thu hoi
        khong xac dinh duoc nguoi nhan
        ten nguoi dung khong dung
        sai ten nguoi dung
        dia chi nguoi nhan khong dung
        dia chi nguoi nhan sai
        sai dia chi nguoi nhan
        not find a mailbox
        no mailbox found for
        no mailbox for
        nie ma takiego
        no one by that name
        nobody by that name
        no one with that
        nobody with that
        no such id
        not match any
        dosn't exist
        no record of
        tai khoan … thu hoi
        hop thu … thu hoi
        dia chi … thu hoi
        brak takiego
        don't exist
        dont exist
        not exists
        recipient verification failed
        recipient verify failed
        wrong recipient
        wrong recipients
        user … not ok
        recipient … not ok
        not a member of domain
        not a member of the domain
        recipient cannot be verified
        recipient could not be verified
    """,
    Reason.SYSTEM_FULL: """
        no space left
        insufficient system storage
        insufficient disk
        insufficient system resources
        insufficient resources
        insufficient storage
        mail system full
        system storage
        system is full
        disk full
        out of disk
        out of memory
        requested mail action aborted: exceeded storage
        file system full
        filesystem full
    """,
    Reason.SECURITY_ERROR: """
        not authenticated
        delivery not authorized
        not authorized
        not authorised
        unauthorized
        authentication required
        authentication is required
        authorization failed
        authentication failed
        authentication turned on
        authentication credentials
        account not subscribed
        security violation
        security policy
        securityerror
        tls … certificate
        verify failed
        access denied
        permission denied
        resolver.rst.authrequired
        authrequired
        resolver.rst.notauthorized
        notauthorized
        restricted recipient
        restriction
        khong co quyen
        khong duoc phep
        sendernotinallowedlist
        sendernotauthenticatedforgroup
        allowed-senders list
        yeu cau xac thuc
        chua xac thuc
        unauthenticated commands
        authenticated sender required
        not have permission
        permissions to send as
        authentication failure
        chua duoc xac thuc
        must authenticate
        verification failure
        auth failed
        auth error
    """,
    Reason.ON_HOLD: """
        on hold
        held for
        awaits moderator
    """,
    Reason.FILTERED: """
        recipient rejected … filter
        rejected by the recipient
        rejected by recipient
        refused by the recipient
        refused by recipient
        recipient refused
        recipient … refuses
        recipient does not accept
        recipient … only accepts
        recipient is not accepting
        recipient … blocked
        address rejected: access denied
        not accepting messages
        not accepting mail
        not accepting any mail
        is not accepting mail
        only accepts mail from
        closed group
        filtered by
        mail filter
        message filter
        message rejected by user
        user reject
        user rejected
        refused by user
        refused the message
        sieve
        vacation … reject
        domain filter
        bo loc thu
        chuong trinh loc thu
        tu choi nhan
        nguoi nhan tu choi
        nguoi nhan … tu choi
        user refuses
        due to user rules
        only accepting mail from
        is protected by
        收件人拒收
        被收件人拒
        对方拒收
        拒绝接收
        restricts who can send
        local user only
        local users only
        internal users only
        rejected by this user
        reject list
        block-rcpt
        mailbox … restricted
        user … restricted
        recipient … restricted
        refused to receive
        refuses to receive
        user refused
    """,
    Reason.POLICY_VIOLATION: """
        header error
        policy
        policies
        policy reasons
        policy violation
        policy rejection
        local policy
        administrative prohibition
        administratively
        administratively denied
        administratively prohibited
        prohibited
        message rejected
        message refused
        mail rejected
        mail refused
        email rejected
        transport rule
        transport.rules
        transport rules
        rule … reject
        rejectmessage
        message was rejected
        rejected for
        closed mailing list
        moderated
        disabled by administrator
        disallowed
        chinh sach
        vi pham
        permanently rejected message
        organizational settings
        organisational settings
        messages with multiple addresses
        mass mailer
        mass mailing
        possible abuse
        suspected abuse
    """,
    Reason.NETWORK_ERROR: """
        could not find a gateway
        had no relevant answers
        tried all mx
        tried all mxs
        connection refused
        connection reset
        connection lost
        connection closed
        connection was closed
        connection shut down
        connection was dropped
        connection dropped
        connection failed
        connection error
        connection failure
        connection broken
        lost connection
        lost input channel
        connection … lost
        could not connect
        couldn't connect
        cannot connect
        can't connect
        unable to connect
        unable to contact
        unable to establish
        wasn't able to establish
        failed to connect
        failure connecting
        network error
        network is unreachable
        network unreachable
        network failure
        network problem
        no route to host
        host unreachable
        unreachable
        host is down
        remote end closed
        remote host … closed
        closed connection
        server closed
        hung up
        broken pipe
        protocol error
        bad connection
        all relevant mx records point
        no mx … reachable
        mx … unreachable
        lowest numbered mx record points to local host
        mail for … loops back
        loops back to myself
        mail loop
        mail forwarding loop
        loop detected
        message looping
        routing loop
        looping
        loop
        too many hops
        hop count exceeded
        too many received
        exceeded … hop
        maximum hop
        hopcount
        config error: mail loops back
        dns … temporary
        name server … fail
        nameserver
        dns error
        dns failure
        dns lookup
        dns server
        dns query
        name resolution
        name service error
        name lookup
        could not resolve
        couldn't resolve
        unable to resolve
        cannot resolve
        lookup failure
        servfail
        try again … dns
        no hosts … mx
        cname lookup failed
        khong ket noi
        mat ket noi
        vong lap
        name server timeout
        name server: … timed out
        ket noi … bi tu choi
        no route for
        khong the ket noi
        无法连接
        连接失败
        接続てきません
        не удалось соединиться
        не удалось подключиться
        соединение не установлено
        keine verbindung
        impossibile connettersi
        may chu … khong phan hoi
        khong nhan duoc phan hoi
        khong ket noi duoc
        cho ket noi toi may chu
        cho ket noi den may chu
        connection to … failed
        connection attempt failed
        connection … did not
        source address
        no valid route
        address family mismatch
        all routes to destination
        bad dns lookup
    """,
    Reason.EXPIRED: """
        has been postponed
        could not deliver for the last
        retry timeout exceeded
        retry time not reached
        retry time
        queue too long
        in the queue too long
        in queue too long
        time limit exceeded
        time limit specified
        message expired
        message timed out
        delivery time expired
        delivery timed out
        delivery timeout
        delivery expired
        delivery retry timeout
        expired
        has expired
        delivery attempts … fail
        delivery failed … attempts
        failed … attempts
        failing for a long time
        could not be delivered for more than
        not be delivered for the last
        not be delivered for over
        not be delivered for … days
        not be delivered for … hours
        not be delivered for … minutes
        not be delivered for … seconds
        aborted after
        not delivered within
        has been frozen
        gave up
        giving up
        given up after
        unable to deliver in
        unable to deliver this message after
        within … days
        maximum retry
        retries exceeded
        too many retries
        retry limit
        will be retried
        will retry
        has been delayed
        is delayed
        did not accept our requests to connect
        server did not respond
        not responding
        is not responding
        operation timed out
        connection timed out
        timed out
        timeout
        time out
        deadline
        het han
        qua thoi gian
        qua han
        het thoi gian luu
        hang doi
        will no longer be made
        in the queue for
        queue time limit
        qua thoi han
        投递超时
        连接超时
        истекло время
        истек срок
        превышено время
        not been collected
        allowed queue period
        not reachable within
        da thu gui trong
        da thu gui nhieu lan
        time limit
        max time without
        maximum time without
    """,
    Reason.SYSTEM_ERROR: """
        duplicated message-id
        transaction failed
        insufficient permission
        local error
        local configuration error
        local configuration
        configuration error
        system config error
        internal error
        internal server error
        internal problem
        server error
        server configuration
        system error
        system failure
        system problem
        system not accepting
        service unavailable
        service not available
        service currently unavailable
        service temporarily
        temporary local problem
        temporary problem
        temporary failure
        temporary error
        temporarily unable
        temporarily unavailable
        temporarily not available
        temporarily
        temporary server error
        temp failure
        try again later
        please try later
        try later
        too busy
        server busy
        server is busy
        server too busy
        busy
        under maintenance
        maintenance
        cannot allocate
        could not create
        cannot open
        can't open
        can't create
        cannot create
        i/o error
        input/output error
        resources temporarily
        resource temporarily
        local problem
        local delivery failed
        unable to contact ldap
        ldap
        database
        mailer error
        unexpected error
        unexpected failure
        software caused
        delivery error
        error in processing
        error processing
        requested action aborted
        action aborted
        deferred
        loi he thong
        loi may chu
        qua tai
        bao tri
        thu lai sau
        transport unavailable
        系统繁忙
        系统错误
        временная ошибка
        временно недоступен
        server not available
        temporary … failure
        temporary … error
        temporary … problem
        can not open
        can not create
        could not open
        unable to open
    """,
    Reason.MAILER_ERROR: """
        command failed
        command died
        command time limit
        command output
        child status
        exit status
        x-unix
        pipe to
        procmail
        maildrop
        error writing message
        cannot write
        error from mailer
        external command
        aliased to
        can't find … shell
        status 75
    """,
    Reason.SYNTAX_ERROR: """
        syntax error
        bad sequence
        command unrecognized
        command not recognized
        unrecognized command
        unknown command
        unimplemented
        not implemented
        malformed address
        malformed
        bad address syntax
        recipient address syntax
        improper command
        invalid syntax
        improperly
        illegal address
        address syntax
        syntax
        sai cu phap
        control or whitespace
        protocol violation
        characters in address
        characters in the address
        characters in local
        address must include
    """,
}

# Words that tell only that the answer was no: asked last.
LAST_WORDS: Mapping[Reason, str] = {
    Reason.POLICY_VIOLATION: """
        refused
        denied
        declined
        not allowed
        not permitted
        rejected by
        tu choi
        bi tu choi
        is rejected
        was rejected
    """,
    Reason.BLOCKED: """
        bi chan
        blocked
    """,
    Reason.FILTERED: """
        recipient address rejected
        recipient rejected
        rcpt is rejected
    """,
}

# Sentences that outrank every other word, because a part of them would mislead.
SENTENCES: Mapping[Reason, str] = {
    Reason.HOST_UNKNOWN: """
        account or domain may not exist
        domain mentioned … unknown
        resolve mx … invalid domain
    """,
    Reason.REJECTED: """
        sending to/from an address that has been blacklisted
        rejected by destination domain
        sender has been refused
        sender address has been blacklisted
        sender blacklisted
        sender address blacklisted
        sender address is blacklisted
        sender is blacklisted
        sender email … blacklist
        callback setup failed
    """,
    Reason.POLICY_VIOLATION: """
        rejected for policy reasons
        does not allow external forwarding
        not accepted for policy reasons
        blocked by mail policy
        blocked by policy
    """,
    Reason.USER_UNKNOWN: """
        #5.1.0 address rejected
        not in my validrcptto list
        5.4.1 … recipient address rejected: access denied
        recipient address rejected.
        doesn't have a … account
        delivery error: dd not a valid recipient
        address no longer accepts
        5.4.1 … all recipient addresses rejected
        user does not exist or is not local
        mailbox unavailable or not local
        unable to validate recipient
    """,
    Reason.FILTERED: """
        > : user unknown
        recipient preferences
        refused by the recipient
        550 : user unknown
        blocked by user
        blocked by the user
        blocked by recipient
        blocked by the recipient
        recipient's blacklist
        recipient's block list
        recipient's blocklist
        recipient's allow list
        recipient's allowlist
        external senders
        mail from outside
        user's own filter
        user's filter
        recipient's filter
        nguoi nhan tu choi
        denied by user
        denied by the user
        nguoi nhan da chan
        nguoi nhan chan
        user does not accept mail
        user does not accept email
        user does not accept messages
        user doesn't accept mail
        user doesn't accept email
        user doesn't accept messages
        recipient does not accept mail
        recipient does not accept email
        recipient does not accept messages
        recipient doesn't accept mail
        recipient doesn't accept email
        recipient doesn't accept messages
        mailbox does not accept mail
        mailbox does not accept email
        mailbox does not accept messages
        mailbox doesn't accept mail
        mailbox doesn't accept email
        mailbox doesn't accept messages
        account does not accept mail
        account does not accept email
        account does not accept messages
        account doesn't accept mail
        account doesn't accept email
        account doesn't accept messages
    """,
    Reason.NOT_COMPLIANT_RFC: """
        not rfc compliant
        not rfc-compliant
        multiple from headers
    """,
    Reason.MESG_TOO_BIG: """
        dinh kem qua lon
        dinh kem vuot qua
        attachment too large
        attachment is too large
        attachments are too large
    """,
    Reason.EXPIRED: """
        message expired: unable to deliver
        queue.expired
    """,
    Reason.SECURITY_ERROR: """
        without authentication
        turn on smtp authentication
        mat khau
        password incorrect
        user unknown or password
        insecure mail relay
        user name or
        username or
        invalid user agent
        user agent
        tai khoan xac thuc
        smtp user
        authentication backend
        account for smart
        recipient's key
    """,
    Reason.BAD_REPUTATION: """
        rate limited due to ip reputation
        traffic not accepted from this ip
    """,
    Reason.SPAM_DETECTED: """
        likely unsolicited mail
        links in this message
        blacklisted by uribl
        blacklisted by surbl
        blocked by spamassassin
        blocked by content filter
        blocked by our spam
        blocked by our bulk
        reports it as spam
        blocked … because … as spam
        blocked because … spam
        blacklisted url
        url … blacklist
        link … blacklist
        domain … in this message … listed
        spam or virus classification
        as spam or virus
    """,
    Reason.SYSTEM_ERROR: """
        temporary lookup failure
        account service is temporarily
        unable to chdir
        address verification in progress
        address verification … temporar
        locked by another
        account lookup
        user lookup
        recipient lookup
        lookup temporarily
        mailer does not exist
        450 … mailbox unavailable
        ldap lookup
        user database
        account database
        mailbox database
        recipient database
    """,
    Reason.MAILER_ERROR: """
        child process of
    """,
    Reason.MAILBOX_FULL: """
        cannot update mailbox … file too large
        almost full
        mailbox size limit
        remaining quota
        mail file size exceeds … for mail delivery
        too much mail data
        too many messages on the server
        too many messages in the mailbox
        too many messages in mailbox
        hop thu dat gioi han
        dat gioi han luu tru
        dat gioi han dung luong
        qua tai dung luong
        number of messages exceeds
        too many messages in this mailbox
        too many messages in your mailbox
    """,
    Reason.SYNTAX_ERROR: """
        bad address syntax
        recipient address syntax
        address syntax
    """,
    Reason.SYSTEM_FULL: """
        het dung luong dia
        o dia day
        day o dia
        may chu het dung luong
        may chu day
    """,
    Reason.NETWORK_ERROR: """
        servfail
        dns records … could not be found
        name server reply
        host not found, try again
        сервер … не наиден
    """,
    Reason.SUSPEND: """
        user has been temporarily blocked
        account has been temporarily blocked
    """,
}

# Where no phrase stands: a thing and what is said of it, near each other in either order. What would call an
# address dead comes last. Alternatives over folded words with single blanks between them and no signs.
HINTS: tuple[tuple[Reason, str, str], ...] = (
    (Reason.AUTH_FAILURE, r"spf|dkim|spoof\w*|forged|gia mao", ""),
    (Reason.AUTH_FAILURE, r"domain|sender|from|ten mien", r"authenticated|unauthenticated|xac thuc"),
    (Reason.FAILED_STARTTLS, r"starttls|tls|ssl|encryption|ma hoa", ""),
    (Reason.REQUIRE_PTR, r"ip|address", r"no (?:hostname|host name|name|ptr)|khong co (?:ten|ptr)"),
    (Reason.GREYLISTED, r"first (?:time|contact|attempt)|lan dau", ""),
    (
        Reason.GREYLISTED,
        r"retry|try again|come back|try later|gui lai|thu lai",
        r"(?:in|after|sau) (?:\d+|an? )\s?(?:s|sec\w*|min\w*|hours?|phut|giay|gio)",
    ),
    (
        Reason.RATE_LIMITED,
        r"messages?|mails?|emails?|connections?|sessions?|recipients?|requests?|(?<!hop )thu|ket noi",
        r"too many|limit\w*|maximum|excessive|exhausted|per (?:hour|day|minute)|an hour|gioi han|so luong"
        r"|mot (?:gio|ngay)",
    ),
    (Reason.BAD_REPUTATION, r"reputation|trust|uy tin", ""),
    (
        Reason.BLOCKED,
        r"ip|hosts?|your (?:address|server|network)|client|connections?|may chu|serveur|servidor",
        r"block\w*|banned|forbidden|listed|listing|black\w*|deny|denied|refused|not welcome|gesperrt|bloqu\w+"
        r"|liste noire|lista negra|bi cam|bi chan|danh sach cam",
    ),
    (Reason.SPAM_DETECTED, r"junk|bulk|advertis\w+|indesirable|no deseado|pourriel|lua dao|werbung", ""),
    (
        Reason.CONTENT_ERROR,
        r"files?|attachments?|links?|urls?|tep|dinh kem|exe|zip|rar|docm|xlsm|iso",
        r"not (?:accept\w*|allow\w*|permit\w*)|forbidden|block\w*|unacceptable|prohibited|khong",
    ),
    (
        Reason.MESG_TOO_BIG,
        r"message|mail|email|size|attachments?|thu|nachricht|mensaje|mensagem",
        r"weighs?|above|exceeds?|larger|too (?:big|large|long)|volumineux|demasiado|kich (?:co|thuoc)|zu gross",
    ),
    (
        Reason.MAILBOX_FULL,
        r"mailbox|inbox|user|account|recipient|storage|hop thu|tai khoan|nguoi nhan|bo nho|boite|postfach|buzon",
        r"full|exhausted|no (?:space|room|storage)|no more|out of (?:disk|space|storage|room)|allotment|allotted"
        r"|allowance|da het|het bo nho|da day|saturee|voll|plein\w*|llen\w+|chei\w+|depasse",
    ),
    (
        Reason.SUSPEND,
        r"accounts?|mailbox|user|recipient|inbox|compte|konto|cuenta|conta|tai khoan|hop thu",
        r"disabled|dormant|barred|retired|inactive|suspended|locked|closed|frozen|expired|deactivated|unused|stopped"
        r"|(?:switched|turned) off|desactiv\w+|deaktiviert|ngung|dung hoat dong",
    ),
    (
        Reason.HAS_MOVED,
        r"mailbox|user|recipient|address|dia chi",
        r"relocated|has moved|renamed|replaced by|da doi|da thay doi",
    ),
    (
        Reason.REJECTED,
        r"sender|envelope from|mail from|nguoi gui|expediteur|remitente|absender",
        r"bogus|fake|invalid|refus\w+|reject\w*|den(?:y|ies|ied)|not (?:accept\w*|valid|allow\w*)|khong",
    ),
    (Reason.NO_RELAYING, r"relay\w*|chuyen tiep", r"not|no|khong|refus\w+|den\w+|fail\w*"),
    (Reason.NO_RELAYING, r"not responsible for|not handled here|not serve|does not handle", ""),
    (Reason.FILTERED, r"recipient|addressee|user|nguoi nhan", r"refuses?|rejects|blocks|declines|tu choi"),
    (
        Reason.SYSTEM_ERROR,
        r"database|backend|server|system|service|store|queue|may chu|he thong",
        r"offline|down|overload\w*|unavailable|errors?|fail\w*|qua tai|su co|bao tri",
    ),
    (
        Reason.NETWORK_ERROR,
        r"dns|hosts?|servers?|route|connect\w*|may chu",
        r"not (?:answer\w*|respond\w*|reach\w*)|(?:cannot|can t|unable to) reach|no (?:answer|response|route)"
        r"|unreachable|khong phan hoi",
    ),
    (
        Reason.HOST_UNKNOWN,
        r"domain|ten mien|domaine|dominio|domane",
        r"unknown|not (?:exist\w*|found|host\w*)|no longer|khong (?:ton tai|co|tim thay)|n existe pas"
        r"|desconocid\w+",
    ),
    (  # not the receiver's address, user or mailbox
        Reason.REJECTED,
        r"from|return|reply|bounce|your|client|connecting|network|originat\w*|sent|smtp|host|authenticat\w*|key"
        r"|dia chi gui|tai khoan gui|may chu|xac thuc|dang nhap",
        r"address|user|mailbox|account|recipient|person|dia chi|tai khoan",
    ),
    (
        Reason.USER_UNKNOWN,
        r"(?:recipient|user|mailbox|account|addressee|person|address|nguoi nhan|nguoi dung|dia chi"
        r"|destinataire|destinatari[oa]|utilisateur|usuario|cuenta|empfa?enger|empfanger|benutzer)(?! s )",
        r"unknown|not (?:be )?(?:found|locate\w*|exist\w*|valid|known|registered|recogni[sz]ed|one of|belong)"
        r"|invalid|no such|no record|nobody|never (?:created|existed)|wrong|incorrect|introuvable|inconnue?"
        r"|desconocid\w+|encontrad\w+|unbekannt|ungue?ltig\w*|khong (?:dung|hop le|thuoc|co|ton tai|tim thay)",
    ),
)


# Phrases that say only that it did not work: any other word of the answer tells more.
WEAK = frozenset(
    {
        "temporarily", "temporary failure", "temporary error", "temporary problem", "deferred", "try later",
        "try again later", "please try later", "thu lai sau", "service unavailable", "message rejected",
        "mail rejected", "email rejected", "message refused", "mail refused", "message was rejected",
    }
)  # fmt: skip

_MOST_PHRASES = 10_000  # of one reason


class PhraseTable:
    """Phrases found by one cheap word each, so that a text costs its own words and not the table's.

    Tables given first outrank those that follow; within one the order of the reasons decides, and of one reason's
    phrases one that is not weak, then the longest, which tells most.
    """

    def __init__(self, *tables: Mapping[Reason, str]) -> None:
        self._known = lru_cache(maxsize=256)(self._search)  # servers say the same of many addresses
        self._by_word: dict[str, list[tuple[int, str, tuple[str, ...], Reason]]] = {}
        counts: dict[str, int] = {}
        rows: list[tuple[int, str, Reason]] = []
        for number, table in enumerate(tables):
            for place, (reason, phrases) in enumerate(table.items()):
                stripped = filter(None, map(str.strip, phrases.splitlines()))
                for order, phrase in enumerate(
                    sorted(stripped, key=lambda one: (one in WEAK, -len(one), one))
                ):
                    rows.append(((number * 1000 + place) * _MOST_PHRASES + order, phrase, reason))
                    for word in words_of(phrase):
                        counts[word] = counts.get(word, 0) + 1
        for rank, phrase, reason in rows:
            key = min(words_of(phrase), key=lambda word: (counts[word], -len(word)))
            pieces = tuple(piece.strip() for piece in phrase.split("…"))
            self._by_word.setdefault(key, []).append((rank, pieces[0], pieces, reason))
        for rows_of_word in self._by_word.values():
            rows_of_word.sort(key=lambda row: row[0])

    def search(self, folded: str) -> tuple[int, Reason, str] | None:
        """The highest phrase that stands in `folded`: the rank of its reason, that reason, and its words."""
        return self._known(folded) if len(folded) < 300 else self._search(folded)

    def _search(self, folded: str) -> tuple[int, Reason, str] | None:
        padded = " " + folded
        best: tuple[int, str, tuple[str, ...], Reason] | None = None
        highest = 1 << 30
        by_word = self._by_word
        for word in by_word.keys() & words_of(folded):
            for row in by_word[word]:
                rank, first, pieces, _ = row
                if rank >= highest:
                    break
                if first in padded and _stands(padded, pieces):
                    best, highest = row, rank
                    break
        return (highest // _MOST_PHRASES, best[3], " … ".join(best[2])) if best else None


def words_of(text: str) -> list[str]:
    return (_ASCII_WORD if text.isascii() else _WORD).findall(text)


_BEFORE = frozenset(" \"'(<[{:;,.-_=/>#*")


def _stands(text: str, pieces: tuple[str, ...]) -> bool:
    at = text.find(pieces[0])
    anywhere = pieces[0] >= "\u3040"  # Chinese and its neighbours
    tries = 0
    while at > 0 and tries < 20:
        if (anywhere or text[at - 1] in _BEFORE) and _rest_stands(text, at + len(pieces[0]), pieces):
            return True
        at = text.find(pieces[0], at + 1)
        tries += 1
    return False


def _rest_stands(text: str, at: int, pieces: tuple[str, ...]) -> bool:
    """The pieces that follow. A short word before a gap is whole: "no … account" is not "not for this account"."""
    if len(pieces) > 1 and text.startswith("'s ", at):
        return False  # "the recipient's policy server was not found" is not about the recipient
    before = pieces[0]
    for piece in pieces[1:]:
        if text[at : at + 1].isalpha() and text[at] < "\u3040" and " " in before[-4:].rjust(4):
            return False
        found = text.find(piece, at, at + 90 + len(piece))
        if found < 0:
            return False
        at = found + len(piece)
        before = piece
    return True
