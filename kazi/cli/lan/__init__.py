"""`kazi serve --lan`: HTTPS with a certificate authority of the centre's own, where there is no internet.

`addresses` finds out how this machine is reached, `authority` makes certificates, `keeping` keeps them
in files, `door` is the plain page where phones fetch the authority, `opening` puts it together.
"""
