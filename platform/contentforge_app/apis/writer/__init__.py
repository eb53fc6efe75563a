"""The contract of the content writer with the Postman collection: a translation over the same core."""
