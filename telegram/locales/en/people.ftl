# People: lists, one person, invites, forms about people.
people-of-engineer = 🧰 Engineers
people-of-stationary-engineer = 🏭 Workshop
people-of-buyer = 🛒 Buyers
people-of-curator = 👤 Curators
people-of-owner = 👔 Owners
people-of-superuser = ⭐ Superusers
people-blocked-ones = 🚫 Blocked
people-invites = ✉️ Invites
people-unreachable = 📵 Bot stopped
people-new = ➕ New person
people-how-to-find = To find somebody, write three or more characters of a name, a phone or an employee number.
people-search = 👥 Search among people
people-found = 👥 “{ $text }”
people-line =
    • <b>{ $name }</b>: { $roles }{ $active ->
        [yes] {""}
       *[no] {" "}🚫
    }{ $telegram ->
        [yes] {""}
       *[no] {" "}· not in Telegram yet
    }
people-account =
    { $active ->
        [yes] 👤
       *[no] 🚫
    } <b>{ $name }</b>: { $roles }
    ☎️ { $phone } · No. { $number } · commission { $commission }
    { $telegram ->
        [yes] In Telegram
       *[no] Not in Telegram yet
    } · extra rights: { $rights }
people-orders = 📋 Orders
people-devices = 📦 Devices
people-changes = 📜 Who changed what
people-change = ✏️ Change
people-rights = 🔐 Rights
people-block = 🚫 Block
people-unblock = ✅ Unblock
people-unblocked = ✅ Let in again. The orders stay with whom they went to.
people-hand-over = 📋 Hand over what is left
people-invite = ✉️ Invite
people-relink = 🔁 Another Telegram
people-relink-ask = The new link ties another Telegram account to this person, and the present one loses access. Go on?
people-relink-yes = ✉️ Yes, give me the link
people-invited =
    ✉️ Invite for <b>{ $name }</b>, good until { $until }:
    { $link }

    Pass it on to this person only: it is not shown a second time. An earlier invite is good no more.
people-revoke = ✖ Revoke the invite
people-revoked = ✖ The invite is revoked.
people-open-invite = • { $name }, until { $until }
people-out-of-reach = • <b>{ $name }</b>: { $why }, { $since }
people-created = ✅ { $name }: noted. Now send an invite: open it and press “Invite”.
people-blocked = 🚫 { $name }: shut out.
people-handed-over = Orders handed over: { $numbers }.
people-left = ⚠️ { $number } is not handed over yet: { $why }

people-ask-roles = Which roles? There may be several.
people-ask-phone = Phone? Skip it if there is none, or to take it away.
people-ask-number = Employee number? Skip it if there is none, or to take it away.
people-ask-commission = Share of the commission in per cent, as 40? Skip it, and it is as for everybody.
people-ask-engineer = Which engineer gets the open orders? Skip it if there are none.
people-ask-curator = Which curator gets the open orders? Skip it if there are none.

form-create-person-title = ➕ New person
form-create-person-name = Full name?
form-create-person-organization-id = Of which organization?
form-change-person-title = ✏️ Change
form-change-person-what = What is to be changed? Everything else stays.
form-change-person-name = Full name?
form-grant-rights-title = 🔐 Rights
form-grant-rights-give = Which rights to give?
form-grant-rights-take = Which rights to take away?
form-block-person-title = 🚫 Block
form-block-person-reason = Why? They are shut out at once.

forms-choice-person-name = Name
forms-choice-person-roles = Roles
forms-choice-person-phone = Phone
forms-choice-person-employee-number = Employee number
forms-choice-person-commission-bp = Commission
forms-label-roles = Roles
forms-label-phone = Phone
forms-label-employee-number = Employee number
forms-label-commission-bp = Commission
forms-label-organization-id = Organization
forms-label-to-change = To change
forms-label-give = Rights to give
forms-label-take = Rights to take away
forms-label-extra-permissions = Extra rights
forms-label-curator = Curator
forms-label-active = Access
forms-percent-unread = Write a percentage from 0 to 100, as 40 or 12.5.

label-unreachable-blocked = has stopped the bot
label-unreachable-deactivated = Telegram account deleted
label-unreachable-never-started = has not opened the bot yet
