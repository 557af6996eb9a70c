"""What the technician sees of the running site: request ids, logs, numbers and mails about errors.

Nothing of it holds personal data: no address, no name, no text, no query; ``scrubbing`` takes out of other programs'
messages what could be any of these.
"""
