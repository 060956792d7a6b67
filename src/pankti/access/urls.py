from __future__ import annotations

from django.urls import path

from pankti.access.views import account, forgotten, invitations, invited, lending, others, sign_in, ways

app_name = "access"

urlpatterns = [
    path("console/sign-in/", sign_in.sign_in, name="sign-in"),
    path("console/sign-in/second/", sign_in.second_step, name="second-step"),
    path("console/sign-in/forgotten/", forgotten.forgotten, name="forgotten"),
    path("console/sign-in/forgotten/code/", forgotten.code, name="forgotten-code"),
    path("console/sign-in/forgotten/new/", forgotten.new, name="forgotten-new"),
    path("console/sign-in/passkey/begin/", ways.passkey_sign_in_begin, name="passkey-sign-in-begin"),
    path("console/sign-in/passkey/", ways.passkey_sign_in, name="passkey-sign-in"),
    path("console/sign-out/", sign_in.sign_out, name="sign-out"),
    path("console/account/", account.account, name="account"),
    path("console/account/language/", account.language, name="language"),
    path("console/account/password/", account.password, name="password"),
    path("console/account/devices/<uuid:device_id>/end/", account.end_device, name="end-device"),
    path("console/account/sessions/<uuid:session_id>/end/", account.end_session, name="end-session"),
    path("console/account/sessions/end-others/", account.end_others, name="end-others"),
    path("console/account/who-sees-me/", lending.who_sees_me, name="who-sees-me"),
    path("console/delegations/", lending.delegations, name="delegations"),
    path("console/delegations/new/", lending.delegate, name="delegate"),
    path("console/delegations/<uuid:delegation_id>/end/", lending.take_back, name="take-back"),
    path("console/account/confirm/", ways.confirm, name="confirm"),
    path("console/account/security/", ways.security, name="security"),
    path("console/account/security/set-up/", ways.set_up, name="set-up"),
    path("console/account/security/app/remove/", ways.end_app, name="end-app"),
    path("console/account/security/recovery/", ways.recovery, name="recovery"),
    path("console/account/security/recovery/file/", ways.recovery_file, name="recovery-file"),
    path("console/account/security/passkeys/begin/", ways.passkey_begin, name="passkey-begin"),
    path("console/account/security/passkeys/", ways.passkey_add, name="passkey-add"),
    path("console/account/security/passkeys/<uuid:passkey_id>/name/", ways.passkey_rename, name="passkey-rename"),
    path("console/account/security/passkeys/<uuid:passkey_id>/remove/", ways.passkey_remove, name="passkey-remove"),
    path("console/people/<uuid:person_id>/sign-ins/", others.sign_ins, name="sign-ins"),
    path("console/people/<uuid:person_id>/sign-ins/renew/", others.renew, name="renew-sign-in"),
    path("console/people/<uuid:person_id>/sign-ins/end/", others.end_all, name="end-sign-ins"),
    path(
        "console/people/<uuid:person_id>/sign-ins/devices/<uuid:device_id>/end/",
        others.end_device,
        name="end-others-device",
    ),
    path("console/invitations/", invitations.invitations, name="invitations"),
    path("console/invitations/new/", invitations.invite, name="invite"),
    path("console/invitations/<uuid:invitation_id>/revoke/", invitations.revoke, name="invitation-revoke"),
    path("console/invitations/<uuid:invitation_id>/undo/", invitations.undo, name="invitation-undo"),
    path("i/<str:token>/", invited.link, name="invitation-link"),
    path("invitation/", invited.invitation, name="invitation"),
    path("invitation/take/", invited.take, name="invitation-take"),
    path("invitation/welcome/", invited.welcome, name="welcome"),
]
