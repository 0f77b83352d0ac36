"""XLSForm: the workbook that Kobo, ODK and Enketo run (https://xlsform.org)."""
