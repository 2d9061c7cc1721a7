# A phone is called and hangs up; its BYE is challenged by the caller, and it answers with credentials.
hosts bob mallory
outside mallory 198.18.0.66 bob
tap
answer bob uas-leaks -au bob -ap pw-bob
LOCAL=198.18.0.66 call mallory uac-leak bob -s bob
