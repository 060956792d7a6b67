"""Directives: written, issued, corrected and withdrawn by an office; reminded and escalated until answered.

Words: directive, version, reminder rule, escalation, attachment.
"""
