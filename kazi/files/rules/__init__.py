"""What an upload must be before it is stored: pictures, PDF pages and ZIP archives.

Plain Python: bytes or a path in, clean bytes out; nothing here knows of a database or a request.
A whole upload that cannot be used raises `Unreadable`; one bad entry among good ones is a `Fault`.
"""
